using System.Net;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Egress;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Admin;

/// <summary>What the members of a credential must look like.</summary>
internal static class CredentialRules
{
    private const int MaxUrlLength = 2000;
    private const int MaxModels = 200;
    private const int MaxUpstreamLength = 200;
    private const int MaxRegionLength = 32;

    /// <summary>The source of that id, as it is called without a credential.</summary>
    public static Result<Source> ReadSource(string? id, GatewaySnapshot snapshot)
    {
        if (id is null or "" or BuiltInSources.SandboxId)
        {
            return Bad(id is BuiltInSources.SandboxId ? "'sandbox' is simulated and takes no credential." : "'source' is required: where the credential is good, such as openai.", "source");
        }

        return OwnModels.SourceOf(snapshot, id) is { } source ? source
            : ModelCatalog.BuiltIn.FindSource(id) is { } listed
                ? Bad($"The source '{id}' speaks {listed.Dialect}, which this version does not: it is listed in the catalog and cannot be called.", "source")
                : Bad($"There is no source '{Header.Show(id)}'. GET /api/catalog lists them; a credential for an address of your own names the source it speaks like, and 'base_url'.", "source");
    }

    /// <summary>Null when the address may be: <paramref name="url"/> is null where none is given and the source has one.</summary>
    public static GatewayError? ReadBaseUrl(string? text, Source source, EgressGuard guard, out Uri? url)
    {
        url = null;
        if (text is null)
        {
            return ModelCatalog.BuiltIn.FindSource(source.Id) is { NeedsAddress: true } listed && source.BaseUrl.Scheme == "about"
                ? Bad($"Every account of '{source.Id}' has an address of its own: give it as 'base_url', of the form {listed.BaseUrl}.", "base_url")
                : null;
        }

        if (text.Length > MaxUrlLength || !Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out url) || url.Scheme is not ("https" or "http")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return Bad($"'base_url' must be an https address of at most {MaxUrlLength} characters without user name, query and fragment.", "base_url");
        }

        // What a name leads to is judged at every connection; what the address spells out can be judged now.
        return IPAddress.TryParse(url.IdnHost, out var address) && guard.WhyNot(address, url.Port, url.Scheme == "https") is { } reason
            ? Bad($"'base_url' cannot be called: {reason}.", "base_url")
            : null;
    }

    public static GatewayError? CheckApiVersion(string? version, Source source) => version switch
    {
        null => null,
        _ when source.Dialect != Dialect.AzureOpenAI => Bad($"'{source.Id}' is not called by a version. Leave 'api_version' out.", "api_version"),
        _ when version.Length is 0 or > 32 || version.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')) =>
            Bad("'api_version' may only have letters, digits, '-' and '.', for example 2024-10-21.", "api_version"),
        _ => null,
    };

    public static GatewayError? CheckRegion(string? region) =>
        region is not null && (region.Length is 0 or > MaxRegionLength || region.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            ? Bad($"'region' may have 1 to {MaxRegionLength} letters, digits, '-' and '_': eu, us, cn, global …", "region")
            : null;

    /// <summary>Null when the models may be; <paramref name="models"/> null or empty stands for all that are offered at the source.</summary>
    public static GatewayError? CheckModels(IReadOnlyDictionary<string, string>? models, Source source, GatewaySnapshot snapshot)
    {
        if (models is null or { Count: 0 })
        {
            return OwnModels.HasOffers(snapshot, source.Id)
                ? null
                : Bad(
                    $"No model is offered at '{source.Id}' for everybody: say in 'models' which you have there, such as {{\"gpt-4.1-mini\": \"my-deployment\"}}: ids of the catalog, and what "
                    + "the source calls them.",
                    "models");
        }

        if (models.Count > MaxModels)
        {
            return Bad($"'models' has {models.Count} members, and a credential may have {MaxModels}.", "models");
        }

        var listing = CatalogListing.Of(snapshot);
        foreach (var (id, upstream) in models)
        {
            if (listing.Find(id) is null)
            {
                return Bad($"'models' names '{Header.Show(id)}', and there is no such model. GET /api/catalog lists all.", "models");
            }

            if (upstream is null || upstream.Length is 0 or > MaxUpstreamLength || upstream.Any(c => c is < '!' or > '~'))
            {
                return Bad($"'models' must say of '{id}' what the source calls it: 1 to {MaxUpstreamLength} printable ASCII characters without white space.", "models");
            }
        }

        return null;
    }

    /// <summary>The refusal to save a credential that a test did not find good; null where it did.</summary>
    public static GatewayError? WhyNotSaved(CredentialTest test, Source source) => test.Outcome switch
    {
        CredentialTestOutcome.Valid => null,
        CredentialTestOutcome.Rejected => Bad(
            $"The source '{source.Id}' refused this credential (status {test.Status}), so nothing was saved. Check the secret, or send 'save_anyway': true.", "secret"),
        CredentialTestOutcome.Unreachable => Bad(
            $"The source '{source.Id}' could not be reached at {source.BaseUrl.GetLeftPart(UriPartial.Authority)} to test this credential, so nothing was saved. Check the address: it "
            + "must be a public one unless the operator allows it. Try again, or send 'save_anyway': true.",
            "base_url"),
        _ => Bad(
            $"The source '{source.Id}' answered the test with status {test.Status}, which says nothing of this credential, so nothing was saved. Send 'save_anyway': true to save it untested.",
            "secret"),
    };

    public static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);
}
