using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>The members of a receipt that its readers ask for, found in one walk over it. Valid as long as its tape is.</summary>
internal readonly struct ReceiptMembers
{
    /// <param name="receipt">The outermost value, of a text without equal names.</param>
    public ReceiptMembers(JsonCursor receipt)
    {
        // In the order of the canonical form.
        var members = new JsonMembers(receipt);
        Attempts = members["attempts"u8];
        Billing = members["billing"u8];
        CompletedAt = members["completed_at"u8];
        Credit = members["credit"u8];
        EffectiveModel = members["effective_model"u8];
        Environment = members["environment"u8];
        Id = members["id"u8];
        Key = members["key"u8];
        Latency = members["latency"u8];
        Log = members["log"u8];
        Operation = members["operation"u8];
        Organization = members["organization"u8];
        Outcome = members["outcome"u8];
        Policy = members["policy"u8];
        Project = members["project"u8];
        RequestId = members["request_id"u8];
        RequestedModel = members["requested_model"u8];
        Sandbox = members["sandbox"u8];
        Schema = members["schema"u8];
        ServeMode = members["serve_mode"u8];
        Source = members["source"u8];
        StartedAt = members["started_at"u8];
        Stream = members["stream"u8];
        Team = members["team"u8];
        UpstreamModel = members["upstream_model"u8];
        Usage = members["usage"u8];
        Workload = members["workload"u8];
    }

    public JsonCursor Attempts { get; }

    public JsonCursor Billing { get; }

    public JsonCursor CompletedAt { get; }

    public JsonCursor Credit { get; }

    public JsonCursor EffectiveModel { get; }

    public JsonCursor Environment { get; }

    public JsonCursor Id { get; }

    public JsonCursor Key { get; }

    public JsonCursor Latency { get; }

    public JsonCursor Log { get; }

    public JsonCursor Operation { get; }

    public JsonCursor Organization { get; }

    public JsonCursor Outcome { get; }

    public JsonCursor Policy { get; }

    public JsonCursor Project { get; }

    public JsonCursor RequestId { get; }

    public JsonCursor RequestedModel { get; }

    public JsonCursor Sandbox { get; }

    public JsonCursor Schema { get; }

    public JsonCursor ServeMode { get; }

    public JsonCursor Source { get; }

    public JsonCursor StartedAt { get; }

    public JsonCursor Stream { get; }

    public JsonCursor Team { get; }

    public JsonCursor UpstreamModel { get; }

    public JsonCursor Usage { get; }

    public JsonCursor Workload { get; }
}
