using System.Text.Json;

namespace NextModel.Web.Dashboard.Admin;

/// <summary>What the admin API answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The JSON of the object, list or result; of the refusal when it is one.</param>
/// <param name="Version">The version of the object; null for lists and results.</param>
public sealed record AdminReply(int Status, AdminObject Body, string? Version)
{
    /// <summary>Why it did nothing; null when it did what was asked.</summary>
    public AdminRefusal? Refusal { get; } = Status is >= 200 and < 300 ? null : AdminRefusal.Of(Status, Body);

    /// <summary>True when somebody changed the object since it was read.</summary>
    public bool IsStale => Status == 412;

    /// <summary>True when there is no such object, or not for this reader.</summary>
    public bool IsMissing => Status == 404;

    /// <summary>Reads an answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="json">The body as it was sent; may be empty.</param>
    /// <param name="version">The version of the object; null for none.</param>
    public static AdminReply Of(int status, ReadOnlyMemory<byte> json, string? version)
    {
        if (json.IsEmpty)
        {
            return new AdminReply(status, default, version);
        }

        using var document = JsonDocument.Parse(json);
        return new AdminReply(status, new AdminObject(document.RootElement.Clone()), version);
    }
}
