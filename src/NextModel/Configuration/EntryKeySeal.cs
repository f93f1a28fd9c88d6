using System.Text;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Secrets;

namespace NextModel.Configuration;

/// <summary>Keys of sources that operators set, on their way into storage and out of it: AES-256-GCM under a secret of the master key, written and never shown.</summary>
public sealed class EntryKeySeal(MasterKey master)
{
    /// <summary>Most characters: temporary keys of AWS are long.</summary>
    public const int MaxLength = 8192;

    private readonly DataKey _key = new(master.Derive("entry-keys"));

    /// <summary>What is wrong with a text as a key; null when it can be one. Never quotes it.</summary>
    public static GatewayError? Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is 0 or > MaxLength || text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'api_key' must be 1 to {MaxLength} printable ASCII characters without white space, or 'none' for a source that asks for no key.",
                "api_key")
            : null;
    }

    /// <summary>The entry with this key, bound to all that the entry says: no change of its row can have the key sent elsewhere.</summary>
    public SetEntry Seal(SetEntry entry, string text)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(text);
        return entry with
        {
            ApiKey = text,
            SealedKey = _key.Seal(Encoding.ASCII.GetBytes(text), Context(entry)),
            KeyLastFour = text.Length >= 12 ? text[^4..] : null,
        };
    }

    /// <summary>The entry with its key opened; the same where it has none.</summary>
    /// <exception cref="InvalidDataException">The row is not what was sealed, or was sealed under another master key.</exception>
    public SetEntry Open(SetEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.SealedKey is null)
        {
            return entry;
        }

        return _key.TryOpen(entry.SealedKey, Context(entry)) is { } text
            ? entry with { ApiKey = Encoding.ASCII.GetString(text) }
            : throw new InvalidDataException($"The key of the source '{entry.Name}' ({entry.EntryVersion}) in nextmodel.db cannot be opened with this master key.");
    }

    private static byte[] Context(SetEntry entry) => Encoding.UTF8.GetBytes($"entries/api-key/{entry.Id:N}/{entry.Name}/{entry.Document}");
}
