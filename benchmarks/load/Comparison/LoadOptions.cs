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
/// <param name="Idle">Connections on which nothing happens.</param>
/// <param name="Flood">Connections over which a server is asked for more than it can do.</param>
/// <param name="Projects">Projects of a large installation, each with a key.</param>
/// <param name="Minutes">Length of the soak.</param>
/// <param name="Study">What to look into.</param>
/// <param name="Against">Another build of the program, <c>nextmodel.dll</c>, that the governed one is compared with; null for this build without governance.</param>
internal sealed record LoadOptions(
    string? NextModel, string Work, string? Portkey, int Rounds, double Seconds, int Keys, int Streams, int Idle, int Flood, int Projects, int Minutes, Study Study = Study.Load,
    string? Against = null)
{
    public const string Usage =
        "usage: NextModel.Load compare --work DIR [--nextmodel nextmodel.dll] [--quick] [--streams | --throughput | --dialects | --governed [--against nextmodel.dll] | --engines | --counts | --idle | --long-prompts | --overload | --soak] [--portkey start-server.js]\n"
        + "       NextModel.Load upstream PORT\n"
        + "       NextModel.Load forwarder PORT UPSTREAM\n"
        + "       NextModel.Load picture RESULT.md";

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Rounds} rounds of {Seconds} s, {Keys} keys in turn, {Environment.ProcessorCount} cores, .NET {Environment.Version}");

    public static bool TryParse(ReadOnlySpan<string> arguments, out LoadOptions options)
    {
        options = new LoadOptions(null, "", null, 5, 3, 500, 5_000, 10_000, 8_000, 1_000_000, 10);
        for (var i = 0; i < arguments.Length; i++)
        {
            var hasValue = i + 1 < arguments.Length;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Rounds = 3, Seconds = 1, Keys = 50, Streams = 500, Idle = 1_000, Flood = 4_000, Projects = 100_000, Minutes = 2 };
                    break;
                case "--streams" or "--throughput" or "--dialects" or "--governed" or "--engines" or "--counts" or "--idle" or "--long-prompts" or "--overload" or "--soak":
                    options = options with { Study = Enum.Parse<Study>(arguments[i].Replace("-", "", StringComparison.Ordinal), ignoreCase: true) };
                    break;
                case "--nextmodel" when hasValue:
                    options = options with { NextModel = arguments[++i] };
                    break;
                case "--against" when hasValue:
                    options = options with { Against = arguments[++i] };
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

        return options.Work.Length > 0 && (options.Against is null || options.Study == Study.Governed);
    }
}
