using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers;

/// <summary>The streams among the fixtures, and ways to damage them.</summary>
internal static class FixtureStreams
{
    public static bool IsStream(Fixture fixture) => fixture.Responses[^1] is { Status: 200 } response && response.Writes.Sum(write => write.Bytes.Length) < 100_000
        && response.Headers.Any(header => header.Key == "content-type" && (header.Value.StartsWith("text/event-stream", StringComparison.Ordinal)
            || header.Value.StartsWith("application/vnd.amazon.eventstream", StringComparison.Ordinal)));

    public static byte[] Bytes(Fixture fixture) => [.. fixture.Responses[^1].Writes.SelectMany(write => write.Bytes.ToArray())];

    public static byte[] Damage(byte[] stream, Random random)
    {
        var damaged = stream.ToList();
        for (var i = random.Next(1, 4); i > 0 && damaged.Count > 40; i--)
        {
            var at = random.Next(damaged.Count - 20);
            var length = random.Next(1, 20);
            switch (random.Next(5))
            {
                case 0:
                    damaged.RemoveRange(at, length);
                    break;
                case 1:
                    damaged.InsertRange(at, damaged.GetRange(random.Next(damaged.Count - 20), length));
                    break;
                case 2:
                    damaged[at] = "\"{}[]:,0n\\ "u8[random.Next(11)];
                    break;
                case 3:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }
}
