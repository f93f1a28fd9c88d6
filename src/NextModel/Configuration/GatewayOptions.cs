using NextModel.Egress;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Exports;
using NextModel.Responses;

namespace NextModel.Configuration;

/// <summary>What <c>nextmodel.yaml</c> says, read but not yet judged as a whole.</summary>
public sealed record GatewayOptions
{
    public IReadOnlyList<SourceOptions> Sources { get; init; } = [];

    public IReadOnlyList<ModelOptions> Models { get; init; } = [];

    /// <summary>Targets of webhooks that are allowed beside public addresses.</summary>
    public IReadOnlyList<EgressAllowance> WebhookTargets { get; init; } = [];

    /// <summary>Addresses of organizations' own credentials that are allowed beside public ones.</summary>
    public IReadOnlyList<EgressAllowance> CredentialTargets { get; init; } = [];

    public BillingOptions Billing { get; init; } = new();

    public UploadOptions Uploads { get; init; } = new();

    public OverloadOptions Overload { get; init; } = new();

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
