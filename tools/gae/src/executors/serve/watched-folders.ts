import type { ProjectGraph } from '@nx/devkit';

/**
 * The source folders whose edits restart an app, relative to the workspace: its own, and those of the workspace's
 * projects that it depends on.
 */
export function watchedFolders(graph: ProjectGraph, app: string): readonly string[] {
  const projects = new Set([app]);
  // A Set gives what is added to it while it is walked.
  for (const project of projects) {
    for (const { target } of graph.dependencies[project] ?? []) if (graph.nodes[target]) projects.add(target);
  }
  return [...projects].map((project) => `${graph.nodes[project]?.data.root ?? project}/src`);
}
