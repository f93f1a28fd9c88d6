using NextModel.Json;
using NextModel.Providers.Clients;

namespace NextModel.Providers.Responses;

/// <summary>Kept items on their way to a source that keeps nothing: reasoning goes only with what OpenAI sealed it in.</summary>
internal static class HistoryInput
{
    /// <summary>The items without what such a source would refuse, a JSON array.</summary>
    public static byte[] Of(byte[] items)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(items, JsonLimits.Upstream, out var problem))
            {
                throw new InvalidOperationException($"Kept items are no JSON: {problem}.");
            }

            using var edits = new JsonEdits(tape);
            foreach (var item in tape.Root.Children)
            {
                var seal = item.Value["encrypted_content"u8];
                if (item.Value["type"u8].TextEquals("reasoning"u8) && (seal.Kind != JsonKind.String || ThinkingSeal.Is(seal)))
                {
                    edits.Remove(item);
                }
            }

            using var left = new PooledBuffer(items.Length);
            edits.WriteTo(left);
            return left.Written.ToArray();
        }
        finally
        {
            tape.Return();
        }
    }
}
