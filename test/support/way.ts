/** The way that requests to the doors take: the direct one with planned execution, or the full one by Yoga and graphql-js. */
export const way = { direct: true, planned: true };
