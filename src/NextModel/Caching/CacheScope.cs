using System.Globalization;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Caching;

/// <summary>
/// Everything but the body that makes an answer this caller's and this source's. Requests of different scopes never share an entry.
/// </summary>
/// <param name="Organization">Organization id.</param>
/// <param name="Project">Project id.</param>
/// <param name="Credential">Whose account pays upstream: <c>platform</c>, or the id of the caller's own credential.</param>
/// <param name="Source">The source that would be called; its address, dialect and quirks are part of the scope.</param>
/// <param name="UpstreamModel">What the source calls the model.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="AlteredBody">Digest of the canonical body sent upstream where policy or a bound changes it beyond the source's quirks;
/// null where nothing does.</param>
/// <param name="ForwardedHeaders">Client headers that travel upstream, in the order they are sent.</param>
public sealed record CacheScope(
    string Organization,
    string Project,
    string Credential,
    Source Source,
    string UpstreamModel,
    Operation Operation,
    Digest? AlteredBody,
    IReadOnlyList<KeyValuePair<string, string>> ForwardedHeaders)
{
    /// <summary>The first input of every key. Raised whenever the frame or the canonical form changes: old entries then only miss.</summary>
    public const string FormatVersion = "nextmodel.cache/2";

    /// <summary>Writes the scope as framed parts, so that no two scopes have the same bytes and none is the beginning of another.</summary>
    internal void WriteTo(PooledBuffer output)
    {
        // Taken apart by position: a part that is added and not framed does not compile.
        var (organization, project, credential, source, upstreamModel, operation, alteredBody, headers) = this;
        var frame = new FrameWriter(output);
        frame.Text(FormatVersion);
        frame.Text(organization);
        frame.Text(project);
        frame.Text(credential);
        frame.Text(source.Id);
        frame.Text(source.BaseUrl.AbsoluteUri);
        frame.Number((int)source.Dialect);
        Write(ref frame, source.Quirks);
        frame.Text(upstreamModel);
        frame.Number((int)operation);
        frame.Optional(alteredBody);
        frame.Number(headers.Count);
        foreach (var (name, value) in headers)
        {
            frame.Text(name.ToLowerInvariant());
            frame.Text(value);
        }
    }

    // All of them, though some touch only how usage is counted: a source that is set up anew starts with an empty cache.
    private static void Write(ref FrameWriter frame, SourceQuirks quirks)
    {
        frame.Flag(quirks.DeveloperRoleToSystem);
        frame.Text(quirks.MaxTokensName);
        frame.Flag(quirks.UsageInStream);
        frame.Flag(quirks.OutputIncludesReasoning);
        frame.Flag(quirks.InputIncludesCache);
        frame.Flag(quirks.StreamOnly);
        frame.Text(quirks.MaxTemperature?.ToString(CultureInfo.InvariantCulture));
        frame.Text(quirks.MaxStops?.ToString(CultureInfo.InvariantCulture));
        frame.Text(quirks.ToolChoiceRequired);
        frame.Flag(quirks.StrictTools);
        frame.Flag(quirks.NullContent);
        frame.Text(quirks.ReasoningIn);
        frame.Flag(quirks.ImageAddresses);
        frame.Flag(quirks.TextParts);
        frame.Flag(quirks.JsonObject);
        frame.Flag(quirks.JsonSchema);
        frame.Text(quirks.ThinkingSwitch);
        frame.Flag(quirks.ThinkTags);
        frame.Number(quirks.DropMembers.Count);
        foreach (var member in quirks.DropMembers)
        {
            frame.Text(member);
        }
    }
}
