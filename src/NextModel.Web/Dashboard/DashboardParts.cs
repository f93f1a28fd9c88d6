using NextModel.Errors;
using NextModel.Identity;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Playground;

namespace NextModel.Web.Dashboard;

/// <summary>What the dashboard reads from, asks and, by <paramref name="Admin"/> alone, writes to.</summary>
/// <param name="Authenticate">Who holds a raw key, sent from an address.</param>
/// <param name="ManagementKeys">Whether a management key still holds.</param>
/// <param name="Access">Management keys by id.</param>
/// <param name="Directory">Organizations, projects, keys.</param>
/// <param name="Reports">Sums and lists.</param>
/// <param name="Receipts">Whole receipts.</param>
/// <param name="KeySet">The public keys receipts are verified with, as a JWK set.</param>
/// <param name="Playground">Comparisons.</param>
/// <param name="Admin">The admin API.</param>
public sealed record DashboardParts(
    Func<string, string, Result<Administrator>> Authenticate,
    ManagementAuthenticator ManagementKeys,
    AccessDirectory Access,
    TenancyDirectory Directory,
    Func<IReportStore> Reports,
    Func<ReceiptReader> Receipts,
    Func<string> KeySet,
    PlaygroundParts Playground,
    AdminApi Admin);
