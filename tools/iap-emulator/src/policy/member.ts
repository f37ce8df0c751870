/** The IAM members that IAP knows. */
export const MEMBER =
  /^(?:allUsers|allAuthenticatedUsers|(?:serviceAccount|user|group):[^\s@:,]+@[^\s@:,]+|domain:[^\s@:,]+)$/;

/** What to write where there is none. */
export const MEMBER_HINT =
  'write an IAM member: serviceAccount:EMAIL, user:EMAIL, group:EMAIL, domain:NAME, allUsers or allAuthenticatedUsers';
