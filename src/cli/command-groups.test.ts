import { Command } from 'commander'
import { expect, test } from 'vitest'
import { COMMAND_GROUPS, groupsFor } from './command-groups.ts'

test.each(COMMAND_GROUPS.map(({ nouns, load }) => [nouns.join(', '), nouns, load] as const))(
  '%s: just these are added',
  async (_, nouns, load) => {
    const program = new Command('gridbook')
    const register = await load()
    register(program)
    expect(program.commands.map((command) => command.name())).toEqual(nouns)
  },
)

test.each([
  [['invoice', 'list'], ['invoice']],
  [['--data', 'settlement', 'invoice', 'list'], ['invoice']],
  [
    ['--config', 'x.json', '--data=y', 'actors', 'list'],
    ['grid-areas', 'actors', 'api-clients'],
  ],
  [
    ['messages', 'show', '--version'],
    ['queues', 'messages'],
  ],
])('%j needs the commands of one group', (words, nouns) => {
  expect(groupsFor(words).map((group) => group.nouns)).toEqual([nouns])
})

test.each([[['--version']], [['--data', 'x', '-V']]])('%j needs none', (words) => {
  expect(groupsFor(words)).toEqual([])
})

test.each([[[]], [['--help']], [['help', 'invoice']], [['invoices', 'list']], [['--data', 'invoice']]])(
  '%j needs all: help is given, or a word like it is looked for',
  (words) => {
    expect(groupsFor(words)).toEqual(COMMAND_GROUPS)
  },
)
