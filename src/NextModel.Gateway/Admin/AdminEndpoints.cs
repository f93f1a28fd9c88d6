using NextModel.Gateway.Hosting;
using NextModel.Gateway.Reconciling;
using NextModel.Gateway.Reporting;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1</c>: one type for each resource.</summary>
internal static class AdminEndpoints
{
    public static void Map(AdminRoutes routes, OpenInstallation installation)
    {
        var (directory, objects, time) = (installation.Directory, installation.Objects, installation.Time);
        new OrganizationsEndpoints(installation.Tenancy, directory, objects, installation.Snapshots, time).Map(routes);
        new TeamsEndpoints(installation.Tenancy, directory, objects, time).Map(routes);
        new ProjectsEndpoints(installation.Tenancy, directory, objects, installation.Operations, time).Map(routes);
        new KeysEndpoints(installation.Keys, directory, objects, installation.Operations).Map(routes);
        new MembersEndpoints(installation.Memberships, installation.Access, objects).Map(routes);
        new InvitationsEndpoints(installation.Accounts.Operations).Map(routes);
        new AccountsEndpoints(installation.Accounts.Operations).Map(routes);
        new ManagementKeysEndpoints(installation.ManagementKeys, installation.Access, objects, time).Map(routes);
        new DeclarationEndpoints(installation.Operations.Declarations).Map(routes);
        new UsageEndpoints(installation.Reporting.Usage).Map(routes);
        new ExportsEndpoints(new ExportReply(installation.Reporting.Exports, time), objects).Map(routes);
        new StatementsEndpoints(installation.Reporting.Statements).Map(routes);
        new ArchiveEndpoints(installation.Reporting.Archiving).Map(routes);
        new AuditEndpoints(installation.Audit, objects).Map(routes);
        new CreditsEndpoints(installation.CreditOperations, directory, objects, installation.Credits).Map(routes);
        new OffersEndpoints(installation.Snapshots, installation.Targets, time).Map(routes);
        new EntriesEndpoints(installation.Catalog.Entries).Map(routes);
        new PricesEndpoints(installation.Catalog.Prices, installation.Configuration).Map(routes);
        new BudgetsEndpoints(installation.Operations.Budgets).Map(routes);
        new ReconciliationsEndpoints(installation.Reconciliations).Map(routes);
        new WebhooksEndpoints(installation.WebhookOperations).Map(routes);
        new CredentialsEndpoints(installation.Operations.Credentials).Map(routes);
        new RateLimitsEndpoints(installation.Operations.RateLimits, objects).Map(routes);
        new SharesEndpoints(() => installation.Evidence.Shares).Map(routes);
        new SigningKeysEndpoints(installation.Evidence.SigningKeys).Map(routes);
        new PoliciesEndpoints(installation.Operations.Policies, installation.Operations.PolicyStudy, installation.PolicyStore, objects).Map(routes);
    }
}
