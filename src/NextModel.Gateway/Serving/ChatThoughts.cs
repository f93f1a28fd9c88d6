using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Clients;

namespace NextModel.Gateway.Serving;

/// <summary>
/// The thinking of one assistant turn on its way back. What began at a source of another dialect is under a <see cref="ThinkingSeal"/>, and goes
/// back as that source gave it; what Anthropic signed can only be read by sources of its models.
/// </summary>
internal sealed class ChatThoughts : IDisposable
{
    private readonly PooledBuffer _content = new();
    private readonly PooledBuffer _details = new();
    private readonly Dictionary<string, byte[]> _calls = new(StringComparer.Ordinal);
    private int _place;

    /// <summary>Takes thinking that a source of another dialect began; false where what is under its seal cannot be read.</summary>
    /// <param name="text">What was shown of it, content of a JSON string.</param>
    /// <param name="seal">What it came with; none where that was nothing.</param>
    public bool TryTakeSealed(ReadOnlySpan<byte> text, JsonCursor seal)
    {
        _content.Write(text);
        return seal.IsNullOrMissing || (ThinkingSeal.Open(seal) is { } content && TryTake(content));
    }

    /// <summary>Takes thinking that Anthropic signed.</summary>
    /// <param name="text">What was shown of it; none where it was hidden.</param>
    /// <param name="proof">Its signature, or the hidden text.</param>
    public void TakeSigned(JsonCursor text, JsonCursor proof)
    {
        if (proof.Kind != JsonKind.String)
        {
            return;
        }

        var isShown = text.Kind == JsonKind.String;
        using var detail = new PooledBuffer(text.Inner().Length + proof.Raw.Length + 128);
        detail.Write(isShown ? "{\"type\":\"reasoning.text\",\"text\":\""u8 : "{\"type\":\"reasoning.encrypted\",\"data\":"u8);
        if (isShown)
        {
            detail.Write(text.Inner());
            detail.Write("\",\"signature\":"u8);
        }

        detail.Write(proof.Raw);
        detail.Write(",\"format\":\"anthropic-claude-v1\",\"index\":"u8);
        detail.Write(System.Text.Encoding.ASCII.GetBytes(_place++.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        detail.Write("}"u8);
        AddDetail(detail.Written);
    }

    /// <summary>What a call's source keeps beside it, JSON; null where it keeps nothing.</summary>
    public byte[]? BesideCall(JsonCursor id) => _calls.GetValueOrDefault(id.GetString()!);

    public void Write(Utf8JsonWriter json)
    {
        if (_content.Length > 0)
        {
            using var quoted = new PooledBuffer(_content.Length + 2);
            quoted.Write("\""u8);
            quoted.Write(_content.Written);
            quoted.Write("\""u8);
            json.Copy("reasoning_content"u8, quoted.Written);
        }

        if (_details.Length > 0)
        {
            using var array = new PooledBuffer(_details.Length + 2);
            array.Write("["u8);
            array.Write(_details.Written);
            array.Write("]"u8);
            json.Copy("reasoning_details"u8, array.Written);
        }
    }

    public void Dispose()
    {
        _content.Dispose();
        _details.Dispose();
    }

    // The reader's limits hold for what was sealed too: anybody can write a seal.
    private bool TryTake(byte[] content)
    {
        if (content.Length == 0)
        {
            return true;
        }

        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(content, JsonLimits.Request, out _) || tape.Root.Kind != JsonKind.Object)
            {
                return false;
            }

            foreach (var detail in tape.Root["reasoning_details"u8].Children)
            {
                AddDetail(detail.Value.Raw);
            }

            if (tape.Root["tool_call"u8].GetString() is { } call && tape.Root["extra_content"u8] is { Kind: JsonKind.Object } extra)
            {
                _calls[call] = extra.Raw.ToArray();
            }

            return true;
        }
        finally
        {
            tape.Return();
        }
    }

    private void AddDetail(ReadOnlySpan<byte> json)
    {
        _details.Write(_details.Length > 0 ? ","u8 : default);
        _details.Write(json);
    }
}
