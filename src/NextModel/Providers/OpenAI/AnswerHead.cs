using System.Buffers;
using System.Globalization;
using System.Text;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Id and time of one answer: the first the source gives, the same on every chunk, minted where it gives none.</summary>
internal sealed class AnswerHead(AnswerFrame frame, MintedIds ids)
{
    private byte[]? _id;
    private byte[]? _created;
    private byte[]? _ownId;
    private byte[]? _ownCreated;

    /// <summary>The source's id for the answer, at most 128 printable ASCII characters; null when it gave none.</summary>
    public string? UpstreamId { get; private set; }

    /// <summary>The id as a JSON string.</summary>
    public ReadOnlySpan<byte> Id => _id ?? (_ownId ??= Quote(ids.Next("chatcmpl-")));

    /// <summary>Unix seconds as a JSON number.</summary>
    public ReadOnlySpan<byte> Created => _created ?? (_ownCreated ??= Encoding.ASCII.GetBytes(frame.Created.ToString(CultureInfo.InvariantCulture)));

    public ReadOnlySpan<byte> Model => frame.ModelJson;

    /// <summary>Learns from a chunk or an answer what is not known yet.</summary>
    public void Learn(JsonCursor id, JsonCursor created)
    {
        if (_id is null && !id.Content().IsEmpty && !SplitSurrogates.In(id))
        {
            _id = id.Raw.ToArray();
            UpstreamId = Printable(id.GetString()!);
        }

        if (_created is null && created.TryGetInt64(out var seconds) && seconds > 0)
        {
            _created = created.Raw.ToArray();
        }
    }

    /// <summary>A chunk has been sent: what it said of id and time holds, even where the source says something else later.</summary>
    public void Settle()
    {
        _id ??= _ownId;
        _created ??= _ownCreated;
    }

    /// <summary>Writes <c>"id":…,"object":…,"created":…,"model":…</c>.</summary>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> objectJson)
    {
        output.Write("\"id\":"u8);
        output.Write(Id);
        output.Write(",\"object\":"u8);
        output.Write(objectJson);
        output.Write(",\"created\":"u8);
        output.Write(Created);
        output.Write(",\"model\":"u8);
        output.Write(Model);
    }

    private static byte[] Quote(string text)
    {
        var quoted = new PooledBuffer();
        JsonText.Write(quoted, text);
        return quoted.Detach();
    }

    private static string Printable(string text) => text.Length <= 128 && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? text
        : string.Concat(text.Where(c => c is > ' ' and < '\u007F').Take(128));
}
