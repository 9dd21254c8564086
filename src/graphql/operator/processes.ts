import { type RunningProcess, readProcesses } from '../../platform/processes.ts';
import { roleNames } from '../../platform/settings/lists.ts';
import { operatorBuilder } from './builder.ts';

interface Setting {
  readonly name: string;
  readonly value: string;
}
const SettingType = operatorBuilder.objectRef<Setting>('ProcessSetting').implement({
  description: 'A setting that has to be the same in all processes on one database; of a key its name alone.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The variable.' }),
    value: t.exposeString('value', { description: 'What it is there; nothing secret.' }),
  }),
});

const ProcessType = operatorBuilder.objectRef<RunningProcess>('Process').implement({
  description: 'A process that works on the database, or did within the last hour.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its own id, another one at each start.' }),
    host: t.exposeString('host', { description: 'The machine it is on.' }),
    pid: t.exposeInt('pid', { description: 'Its number there.' }),
    roles: t.stringList({
      description: `What it does: some of ${roleNames.join(', ')}.`,
      resolve: ({ roles }) => [...roles],
    }),
    version: t.exposeString('version', { description: 'Of the product.' }),
    publicUrl: t.exposeString('publicUrl', { description: 'Where providers and browsers reach it, as it was told.' }),
    settings: t.field({
      type: [SettingType],
      description: 'What has to be the same in all of them: a handful.',
      resolve: ({ settings }) => Object.entries(settings).map(([name, value]) => ({ name, value })),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started, by the real time.' }),
    beatAt: t.expose('beatAt', { type: 'DateTime', description: 'When it last said that it lives, by the real time.' }),
    lives: t.exposeBoolean('lives', { description: 'Whether it said so within the last 15 seconds.' }),
  }),
});

operatorBuilder.queryField('processes', (t) =>
  t.field({
    type: [ProcessType],
    description:
      'The processes that work on the database: 1,000 at most. Those that were started first come first, and those that were killed within the last hour are among them.',
    directives: { cost: { weight: 10 }, requiresScope: { scope: 'merchants:read' } },
    resolve: async (_root, _args, { deps }) => [...(await readProcesses(deps.db))],
  }),
);
