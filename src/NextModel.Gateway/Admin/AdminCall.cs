using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Reporting;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>One request to the admin API by somebody who may use the route.</summary>
internal sealed class AdminCall(HttpContext context, Administrator by)
{
    /// <summary>Who asks.</summary>
    public Administrator By => by;

    public CancellationToken Gone => context.RequestAborted;

    /// <summary>The <c>{id}</c> of the path.</summary>
    public string Id => context.Request.RouteValues["id"] as string ?? "";

    /// <summary>Another value of the path.</summary>
    public string Value(string name) => context.Request.RouteValues[name] as string ?? "";

    public ValueTask<Result<T>> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class => AdminBody.ReadAsync(context.Request, type);

    /// <summary>The body as it comes, for a route that takes files: up to so many bytes.</summary>
    public Stream Body(long maxBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes + 1;
        }

        return context.Request.Body;
    }

    public Result<AdminPaging> Paging(params string[] filters) => AdminPaging.Read(context.Request.Query, filters);

    /// <summary>The query parameters by name, each known and given once.</summary>
    public Result<Dictionary<string, string>> Parameters(IReadOnlyCollection<string> known) => ReportParameters.Read(context.Request.Query, known);

    /// <summary>Null when the request says which version it changes; <paramref name="version"/> is null for <c>*</c>.</summary>
    public GatewayError? ReadVersion(out long? version)
    {
        version = null;
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0)
        {
            return new GatewayError(
                GatewayErrorCode.PreconditionRequired,
                "A change needs If-Match, so that nobody overwrites what somebody else has just changed. Get the object and send its ETag "
                + "(If-Match: \"3\"), or * to change it whatever it is now.",
                "if-match");
        }

        if (header == "*")
        {
            return null;
        }

        if (header.Length > 2 && header[0] == '"' && header[^1] == '"'
            && long.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            version = number;
            return null;
        }

        return new GatewayError(
            GatewayErrorCode.PreconditionFailed, $"If-Match '{Header.Show(header)}' is not an ETag of this API, such as \"3\".", "if-match");
    }
}
