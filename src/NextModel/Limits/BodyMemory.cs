using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>
/// How many bytes of request bodies may be in memory at one time, and one project at most half of them, so that neither many large requests nor slow ones
/// can take the process's memory. Small bodies are not counted: connections are limited too. docs/adr/0036.
/// </summary>
/// <param name="limit">Bytes.</param>
public sealed class BodyMemory(Func<long> limit)
{
    /// <summary>Bodies up to so many bytes are not counted.</summary>
    public const int Small = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Bytes of the bodies that are counted now.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Takes bytes for a body of a project; the refusal (503) when there are no more.</summary>
    public GatewayError? Take(string project, long bytes)
    {
        lock (_gate)
        {
            var (most, mine) = (limit(), _held.GetValueOrDefault(project));

            // Alone, one always fits.
            if (_total > 0 && _total + bytes > most)
            {
                return Refuse($"The bodies of requests in flight may take {MiB(most)} MiB of this server's memory, and do.");
            }

            if (mine > 0 && mine + bytes > most / 2)
            {
                return Refuse($"The bodies of this project's requests in flight may take {MiB(most / 2)} MiB of this server's memory, and do.");
            }

            _held[project] = mine + bytes;
            _total += bytes;
            return null;
        }
    }

    /// <summary>Gives bytes back that were taken.</summary>
    public void Return(string project, long bytes)
    {
        lock (_gate)
        {
            _total -= bytes;
            if ((_held[project] -= bytes) == 0)
            {
                _held.Remove(project);
            }
        }
    }

    private static long MiB(long bytes) => bytes / (1024 * 1024);

    private static GatewayError Refuse(string why) => new(GatewayErrorCode.Overloaded, why + " Try again, with fewer at one time.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
