using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>The members of a receipt that its readers ask for, found in one walk over it. Valid as long as its tape is.</summary>
internal readonly struct ReceiptMembers
{
    // In the order of the canonical form.
    private static readonly byte[][] Names =
    [
        "attempts"u8.ToArray(), "billing"u8.ToArray(), "completed_at"u8.ToArray(), "credit"u8.ToArray(), "effective_model"u8.ToArray(),
        "environment"u8.ToArray(), "id"u8.ToArray(), "key"u8.ToArray(), "latency"u8.ToArray(), "log"u8.ToArray(),
        "operation"u8.ToArray(), "organization"u8.ToArray(), "outcome"u8.ToArray(), "policy"u8.ToArray(), "project"u8.ToArray(),
        "request_id"u8.ToArray(), "requested_model"u8.ToArray(), "sandbox"u8.ToArray(), "schema"u8.ToArray(), "serve_mode"u8.ToArray(),
        "source"u8.ToArray(), "started_at"u8.ToArray(), "stream"u8.ToArray(), "team"u8.ToArray(), "upstream_model"u8.ToArray(),
        "usage"u8.ToArray(), "workload"u8.ToArray(),
    ];

    private readonly JsonTape _tape;
    private readonly int[] _at;

    /// <param name="receipt">The outermost value, of a text without equal names.</param>
    public ReceiptMembers(JsonCursor receipt)
        : this(receipt.Tape, Find(receipt))
    {
    }

    /// <param name="tape">Of the receipt.</param>
    /// <param name="at">As <see cref="Find"/> gave it for this receipt, or for another with the same members in the same order.</param>
    public ReceiptMembers(JsonTape tape, int[] at)
    {
        _tape = tape;
        _at = at;
    }

    public JsonCursor Attempts => At(0);

    public JsonCursor Billing => At(1);

    public JsonCursor CompletedAt => At(2);

    public JsonCursor Credit => At(3);

    public JsonCursor EffectiveModel => At(4);

    public JsonCursor Environment => At(5);

    public JsonCursor Id => At(6);

    public JsonCursor Key => At(7);

    public JsonCursor Latency => At(8);

    public JsonCursor Log => At(9);

    public JsonCursor Operation => At(10);

    public JsonCursor Organization => At(11);

    public JsonCursor Outcome => At(12);

    public JsonCursor Policy => At(13);

    public JsonCursor Project => At(14);

    public JsonCursor RequestId => At(15);

    public JsonCursor RequestedModel => At(16);

    public JsonCursor Sandbox => At(17);

    public JsonCursor Schema => At(18);

    public JsonCursor ServeMode => At(19);

    public JsonCursor Source => At(20);

    public JsonCursor StartedAt => At(21);

    public JsonCursor Stream => At(22);

    public JsonCursor Team => At(23);

    public JsonCursor UpstreamModel => At(24);

    public JsonCursor Usage => At(25);

    public JsonCursor Workload => At(26);

    /// <summary>Where on the tape each of them stands; -1 for one that does not.</summary>
    public static int[] Find(JsonCursor receipt)
    {
        var members = new JsonMembers(receipt);
        var at = new int[Names.Length];
        for (var i = 0; i < at.Length; i++)
        {
            at[i] = members[Names[i]] is { Kind: not JsonKind.None } found ? found.Index : -1;
        }

        return at;
    }

    private JsonCursor At(int member) => _at[member] < 0 ? default : new JsonCursor(_tape, _at[member]);
}
