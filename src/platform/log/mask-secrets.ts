const SECRET_NAMES = 'password|passwd|secret|token|authorization|cookie|api_?key|client_?secret|private_?key'

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s/"]*@/gi
const URL_PARAMETER = new RegExp(`([?&](?:${SECRET_NAMES})=)[^&\\s"]+`, 'gi')
const JSON_FIELD = new RegExp(`("[^"]*(?:${SECRET_NAMES})[^"]*"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi')
const BEARER = /\b(bearer|basic)\s+[a-z0-9+/=._~-]+/gi

/** A text without the secrets that it may hold: passwords in URLs, secret fields of JSON, authorization headers. */
export function maskSecrets(text: string): string {
  return text
    .replaceAll(URL_PASSWORD, '$1:***@')
    .replaceAll(URL_PARAMETER, '$1***')
    .replaceAll(JSON_FIELD, '$1"***"')
    .replaceAll(BEARER, '$1 ***')
}
