using System.Globalization;

namespace NextModel.Load.Comparison;

/// <summary>How to run the comparison.</summary>
/// <param name="NextModel">The built program, <c>nextmodel.dll</c>, or null to leave it out.</param>
/// <param name="Work">Folder for the data directory of the run; on a real disk, or durability costs nothing.</param>
/// <param name="Portkey">Start script of the peer, or null to leave it out.</param>
/// <param name="Rounds">Interleaved rounds per workload, at least 1.</param>
/// <param name="Seconds">Length of one measured run.</param>
/// <param name="Keys">API keys to rotate.</param>
/// <param name="Streams">Streams to hold open at once.</param>
/// <param name="StreamsOnly">True leaves out everything but the open streams.</param>
/// <param name="Governed">True compares fresh requests with and without policies, budgets, limits and credit, and nothing else.</param>
internal sealed record LoadOptions(
    string? NextModel, string Work, string? Portkey, int Rounds, double Seconds, int Keys, int Streams, bool StreamsOnly = false, bool Governed = false)
{
    public const string Usage =
        "usage: NextModel.Load compare --work DIR [--nextmodel nextmodel.dll] [--quick] [--streams-only | --governed] [--portkey start-server.js]\n"
        + "       NextModel.Load upstream PORT\n"
        + "       NextModel.Load forwarder PORT UPSTREAM";

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Rounds} rounds of {Seconds} s, {Keys} keys in turn, {Environment.ProcessorCount} cores, .NET {Environment.Version}");

    public static bool TryParse(ReadOnlySpan<string> arguments, out LoadOptions options)
    {
        options = new LoadOptions(null, "", null, 5, 3, 500, 5000);
        for (var i = 0; i < arguments.Length; i++)
        {
            var hasValue = i + 1 < arguments.Length;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Rounds = 3, Seconds = 1, Keys = 50, Streams = 500 };
                    break;
                case "--streams-only":
                    options = options with { StreamsOnly = true };
                    break;
                case "--governed":
                    options = options with { Governed = true };
                    break;
                case "--nextmodel" when hasValue:
                    options = options with { NextModel = arguments[++i] };
                    break;
                case "--work" when hasValue:
                    options = options with { Work = arguments[++i] };
                    break;
                case "--portkey" when hasValue:
                    options = options with { Portkey = arguments[++i] };
                    break;
                default:
                    return false;
            }
        }

        return options.Work.Length > 0;
    }
}
