using System.Collections.Frozen;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Egress;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Exports;
using NextModel.Responses;

namespace NextModel.Configuration;

/// <summary>Everything a request may read about configuration, as of one moment; swapped whole.</summary>
public sealed class GatewaySnapshot
{
    /// <summary>All models that can be called, by id and by alias.</summary>
    public required FrozenDictionary<string, Model> Models { get; init; }

    /// <summary>Each of them once, by id.</summary>
    public IEnumerable<Model> Listed => ListedIn(Models);

    /// <summary>Each of some models once, by id.</summary>
    public static IEnumerable<Model> ListedIn(IReadOnlyDictionary<string, Model> models) =>
        models.Where(m => m.Key == m.Value.Id).Select(m => m.Value).OrderBy(m => m.Id, StringComparer.Ordinal);

    /// <summary>What is not wrong and an operator should know, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Sources that can be called, by id.</summary>
    public required FrozenDictionary<string, Source> Sources { get; init; }

    /// <summary>Targets of webhooks that are allowed beside public addresses.</summary>
    public IReadOnlyList<EgressAllowance> WebhookTargets { get; init; } = [];

    /// <summary>Addresses of organizations' own credentials that are allowed beside public ones.</summary>
    public IReadOnlyList<EgressAllowance> CredentialTargets { get; init; } = [];

    /// <summary>Ledger currency of new organizations.</summary>
    public required string Currency { get; init; }

    /// <summary>What a replay is cheaper by, 0 to 1.</summary>
    public required decimal ExactCacheDiscount { get; init; }

    /// <summary>Share of the list price charged for requests under an organization's own credential, 0 to 1.</summary>
    public decimal ByokFee { get; init; }

    /// <summary>Rates by (price currency, ledger currency); same-currency pairs are not in it.</summary>
    public required FrozenDictionary<(string From, string To), FxRate> Rates { get; init; }

    /// <summary>Largest form that is taken, in bytes.</summary>
    public long MaxUploadBytes { get; init; } = UploadOptions.UsualMiB * 1024L * 1024;

    /// <summary>When requests are refused because there is too much to do.</summary>
    public OverloadOptions Overload { get; init; } = new();

    /// <summary>Which payment webhooks are on.</summary>
    public PaymentOptions Payments { get; init; } = new();

    /// <summary>How people may sign in.</summary>
    public SignInOptions SignIn { get; init; } = new();

    /// <summary>Exports that are written by themselves.</summary>
    public IReadOnlyList<ExportSchedule> Exports { get; init; } = [];

    /// <summary>Whether and how long responses are kept.</summary>
    public ResponseRules Responses { get; init; } = ResponseRules.Default;

    /// <summary>When receipts are archived by themselves; null for never.</summary>
    public RetentionRules? Retention { get; init; }
}
