import { sender } from './error-entry.ts'

/** Why a whole message is refused when it arrives: the market's synchronous codes (datahub 1.5, settlement 5.4). */
export const messageCodes = {
  '00001': sender(
    'The sender does not hold the role it states',
    'State the market role that the credentials were issued for.',
  ),
  '00002': sender(
    'The sender is not the actor that authenticated',
    'Send with the credentials of the actor that the document names as sender.',
  ),
  '00003': sender(
    'The role may not send this message type',
    'Send the message in a role that is permitted for the process.',
  ),
  '00101': sender(
    'The message id has been used before',
    'Give every message an id of its own; an id is unique for ever for each sender.',
  ),
  '00102': sender(
    'The transaction id has been used before',
    'Give every transaction an id of its own; an id is unique for ever for each sender.',
  ),
  '00201': sender('The message id is empty', 'Give the message an id of 1 to 36 characters.'),
  '00202': sender('A transaction id is empty', 'Give each transaction an id of 1 to 36 characters.'),
  '00205': sender(
    'A transaction id is longer than 36 characters',
    'Shorten the transaction id to at most 36 characters.',
  ),
  '00301': sender(
    'The schema or its version is not supported',
    'Send the document in the CIM version that the market uses.',
  ),
  '00302': sender('The document does not follow its schema', 'Correct the named element and send the document again.'),
  '00303': sender('The receiver is wrong', 'Address the document to the GLN of the hub.'),
  '00304': sender(
    'The role of the receiver is wrong',
    'State DGL for measured data and settlement, DDZ for master data and charges.',
  ),
  '00305': sender('The message id is longer than 36 characters', 'Shorten the message id to at most 36 characters.'),
  '00401': sender(
    'The message type is not supported',
    'Send the type code that belongs to the document, such as E66 for measured data.',
  ),
  '00402': sender(
    'The process type is not supported for this message',
    'Send a process type of the message, such as E23 for periodic readings.',
  ),
  '00403': sender('The business sector is not 23', 'State 23, electricity, as business sector.'),
}
