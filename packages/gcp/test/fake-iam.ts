/** Who may do what in the fake: bindings of permissions to members, on the project or on one secret. */
export class FakeIam {
  /** Role → what it permits; Google's own are given, custom ones are added. */
  readonly roles = new Map<string, readonly string[]>(Object.entries(GOOGLE_ROLES));
  readonly #bindings: Binding[] = [];

  /** On a secret, or on the project, which is on all of its secrets too. */
  bind(member: string, role: string, resource: string): void {
    if (!this.roles.has(role)) throw new Error(`the fake knows no role ${role}`);
    this.#bindings.push({ member, role, resource });
  }

  /** Takes away whatever a member has on this secret or on the whole project. */
  unbind(member: string): void {
    for (const binding of this.#bindings.filter((each) => each.member === member))
      this.#bindings.splice(this.#bindings.indexOf(binding), 1);
  }

  may(member: string, permission: string, resource: string): boolean {
    return this.#bindings.some(
      (binding) =>
        binding.member === member &&
        (resource === binding.resource || resource.startsWith(`${binding.resource}/`)) &&
        this.roles.get(binding.role)?.includes(permission),
    );
  }
}

interface Binding {
  readonly member: string;
  readonly role: string;
  readonly resource: string;
}

const SECRETS = ["create", "delete", "get", "list", "update"].map((verb) => `secretmanager.secrets.${verb}`);
const VERSIONS = ["access", "add", "destroy", "disable", "enable", "get", "list"].map(
  (verb) => `secretmanager.versions.${verb}`,
);

const GOOGLE_ROLES: Readonly<Record<string, readonly string[]>> = {
  "roles/secretmanager.admin": [...SECRETS, ...VERSIONS],
  "roles/secretmanager.secretAccessor": ["secretmanager.versions.access"],
};
