using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Who may use which route of the admin API: the one place where that is decided. A route without an entry cannot be mapped.</summary>
internal static class AccessTable
{
    private static readonly AccessRule Viewer = new(AccessRole.Viewer);
    private static readonly AccessRule Developer = new(AccessRole.Developer);
    private static readonly AccessRule Admin = new(AccessRole.Admin);
    private static readonly AccessRule OrganizationViewer = new(AccessRole.Viewer, AccessLevel.Organization);
    private static readonly AccessRule OrganizationAdmin = new(AccessRole.Admin, AccessLevel.Organization);
    private static readonly AccessRule Owner = new(AccessRole.Owner, AccessLevel.Organization);
    private static readonly AccessRule Operator = new(AccessRole.Operator, AccessLevel.Installation);

    /// <summary>By method and pattern, as they are mapped.</summary>
    public static IReadOnlyDictionary<(string Method, string Pattern), AccessRule> Rules { get; } =
        new Dictionary<(string, string), AccessRule>
        {
            [("GET", "/api/admin/v1/organizations")] = Viewer,
            [("POST", "/api/admin/v1/organizations")] = Operator,
            [("GET", "/api/admin/v1/organizations/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/organizations/{id}")] = Owner,
            [("DELETE", "/api/admin/v1/organizations/{id}")] = Operator,
            [("POST", "/api/admin/v1/organizations/{id}/restore")] = Operator,

            [("GET", "/api/admin/v1/teams")] = Viewer,
            [("POST", "/api/admin/v1/teams")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/teams/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/teams/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/teams/{id}")] = OrganizationAdmin,
            [("POST", "/api/admin/v1/teams/{id}/restore")] = OrganizationAdmin,

            [("GET", "/api/admin/v1/projects")] = Viewer,
            [("POST", "/api/admin/v1/projects")] = Admin,
            [("GET", "/api/admin/v1/projects/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/projects/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/projects/{id}")] = Admin,
            [("POST", "/api/admin/v1/projects/{id}/restore")] = Admin,
            [("POST", "/api/admin/v1/projects/cache")] = Admin,
            [("POST", "/api/admin/v1/cache/purge")] = Admin,

            [("GET", "/api/admin/v1/keys")] = Viewer,
            [("POST", "/api/admin/v1/keys")] = Developer,
            [("GET", "/api/admin/v1/keys/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/keys/{id}")] = Developer,
            [("DELETE", "/api/admin/v1/keys/{id}")] = Developer,
            [("POST", "/api/admin/v1/keys/{id}/rotate")] = Developer,
            [("POST", "/api/admin/v1/keys/revoke")] = Developer,

            [("GET", "/api/admin/v1/members")] = Viewer,
            [("POST", "/api/admin/v1/members")] = Admin,
            [("GET", "/api/admin/v1/members/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/members/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/members/{id}")] = Admin,

            [("GET", "/api/admin/v1/invitations")] = Admin,
            [("POST", "/api/admin/v1/invitations")] = Admin,
            [("GET", "/api/admin/v1/invitations/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/invitations/{id}")] = Admin,

            // Changes, of who holds every role of the account: AccountAccess.
            [("GET", "/api/admin/v1/accounts")] = Admin,
            [("GET", "/api/admin/v1/accounts/{id}")] = Admin,
            [("PATCH", "/api/admin/v1/accounts/{id}")] = Admin,
            [("POST", "/api/admin/v1/accounts/{id}/reset")] = Admin,
            [("GET", "/api/admin/v1/accounts/{id}/sessions")] = Admin,
            [("DELETE", "/api/admin/v1/accounts/{id}/sessions")] = Admin,

            [("GET", "/api/admin/v1/management-keys")] = Admin,
            [("POST", "/api/admin/v1/management-keys")] = Admin,
            [("GET", "/api/admin/v1/management-keys/{id}")] = Admin,
            [("PATCH", "/api/admin/v1/management-keys/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/management-keys/{id}")] = Admin,

            [("GET", "/api/admin/v1/audit")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/audit/export")] = OrganizationAdmin,

            [("GET", "/api/admin/v1/usage")] = Viewer,
            [("GET", "/api/admin/v1/exports")] = Viewer,
            [("GET", "/api/admin/v1/exports/manifest")] = Viewer,
            [("GET", "/api/admin/v1/statements")] = Viewer,
            [("POST", "/api/admin/v1/receipts/archive")] = Operator,

            // Of one that binds a whole team or organization, over that organization: BindingRule.
            [("GET", "/api/admin/v1/budgets")] = Viewer,
            [("POST", "/api/admin/v1/budgets")] = Admin,
            [("GET", "/api/admin/v1/budgets/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/budgets/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/budgets/{id}")] = Admin,
            [("POST", "/api/admin/v1/budgets/{id}/reconcile")] = Admin,
            [("GET", "/api/admin/v1/limits")] = Viewer,
            [("GET", "/api/admin/v1/keys/{id}/limits")] = Viewer,
            [("PUT", "/api/admin/v1/keys/{id}/limits")] = Admin,
            [("DELETE", "/api/admin/v1/keys/{id}/limits")] = Admin,
            [("GET", "/api/admin/v1/projects/{id}/limits")] = Viewer,
            [("PUT", "/api/admin/v1/projects/{id}/limits")] = Admin,
            [("DELETE", "/api/admin/v1/projects/{id}/limits")] = Admin,

            [("GET", "/api/admin/v1/policies")] = Viewer,
            [("POST", "/api/admin/v1/policies")] = Admin,
            [("GET", "/api/admin/v1/policies/{id}")] = Viewer,
            [("PUT", "/api/admin/v1/policies/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/policies/{id}")] = Admin,
            [("GET", "/api/admin/v1/policies/{id}/versions")] = Viewer,
            [("POST", "/api/admin/v1/policies/explain")] = Developer,
            [("POST", "/api/admin/v1/policies/simulate")] = Developer,

            [("GET", "/api/admin/v1/webhooks")] = OrganizationAdmin,
            [("POST", "/api/admin/v1/webhooks")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/webhooks/{id}")] = OrganizationAdmin,
            [("PATCH", "/api/admin/v1/webhooks/{id}")] = OrganizationAdmin,
            [("DELETE", "/api/admin/v1/webhooks/{id}")] = OrganizationAdmin,
            [("POST", "/api/admin/v1/webhooks/{id}/test")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/webhooks/{id}/deliveries")] = OrganizationAdmin,

            // Of one for a whole organization, or with an address of its own, over that organization: CredentialOperations.
            [("GET", "/api/admin/v1/credentials")] = Viewer,
            [("POST", "/api/admin/v1/credentials")] = Admin,
            [("GET", "/api/admin/v1/credentials/{id}")] = Viewer,
            [("PATCH", "/api/admin/v1/credentials/{id}")] = Admin,
            [("DELETE", "/api/admin/v1/credentials/{id}")] = Admin,
            [("POST", "/api/admin/v1/credentials/{id}/rotate")] = Admin,
            [("POST", "/api/admin/v1/credentials/{id}/test")] = Admin,

            // Whoever may post can mint money.
            [("GET", "/api/admin/v1/credits")] = OrganizationViewer,
            [("GET", "/api/admin/v1/credits/{id}")] = OrganizationViewer,
            [("PATCH", "/api/admin/v1/credits/{id}")] = Operator,
            [("GET", "/api/admin/v1/credits/{id}/transfers")] = OrganizationAdmin,
            [("POST", "/api/admin/v1/credits/{id}/transfers")] = Operator,
            [("GET", "/api/admin/v1/credits/{id}/export")] = OrganizationAdmin,

            [("GET", "/api/admin/v1/receipts/{id}/shares")] = Viewer,
            [("POST", "/api/admin/v1/receipts/{id}/shares")] = Viewer,
            [("DELETE", "/api/admin/v1/receipts/{id}/shares/{share}")] = Viewer,
            [("GET", "/api/admin/v1/signing-keys")] = Operator,
            [("POST", "/api/admin/v1/signing-keys/rotate")] = Operator,

            // How much all tenants together call: nobody else's to see.
            [("GET", "/api/admin/v1/offers")] = Operator,

            // What everybody can call, and where.
            [("GET", "/api/admin/v1/models")] = Operator,
            [("POST", "/api/admin/v1/models")] = Operator,
            [("GET", "/api/admin/v1/models/{id}")] = Operator,
            [("DELETE", "/api/admin/v1/models/{id}")] = Operator,
            [("GET", "/api/admin/v1/sources")] = Operator,
            [("POST", "/api/admin/v1/sources")] = Operator,
            [("GET", "/api/admin/v1/sources/{id}")] = Operator,
            [("DELETE", "/api/admin/v1/sources/{id}")] = Operator,

            // What everybody is charged.
            [("GET", "/api/admin/v1/prices")] = Operator,
            [("POST", "/api/admin/v1/prices")] = Operator,
            [("GET", "/api/admin/v1/prices/{id}")] = Operator,
            [("DELETE", "/api/admin/v1/prices/{id}")] = Operator,
            [("GET", "/api/admin/v1/configuration")] = Operator,
            [("POST", "/api/admin/v1/configuration/reload")] = Operator,

            [("GET", "/api/admin/v1/reconciliations")] = OrganizationViewer,
            [("POST", "/api/admin/v1/reconciliations")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/reconciliations/{id}")] = OrganizationViewer,
            [("DELETE", "/api/admin/v1/reconciliations/{id}")] = OrganizationAdmin,
            [("GET", "/api/admin/v1/reconciliations/{id}/report")] = OrganizationViewer,

            [("POST", "/api/admin/v1/apply")] = Operator,
            [("GET", "/api/admin/v1/export")] = Operator,
        };
}
