import type { ExecutorContext } from '@nx/devkit';

/** The app that an executor runs for. */
export interface AppContext {
  readonly name: string;
  /** Folder of the app, absolute. */
  readonly root: string;
  readonly workspaceRoot: string;
}

export function appOf({ projectName, projectsConfigurations, root }: ExecutorContext): AppContext {
  const project = projectName && projectsConfigurations.projects[projectName];
  if (!project) throw new Error('The executors of gae run for a project: nx run PROJECT:TARGET');
  return { name: projectName, root: `${root}/${project.root}`, workspaceRoot: root };
}
