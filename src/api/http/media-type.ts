/** The media type that a header names, in small letters and without parameters; empty when it names none. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** The media types that an Accept header lists, without their weights. */
export function acceptedTypes(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').map(mediaTypeOf)
}
