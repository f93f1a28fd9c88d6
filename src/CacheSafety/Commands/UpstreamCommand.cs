using System.CommandLine;
using System.Net;
using CacheSafety.BlackBox;

namespace CacheSafety.Commands;

/// <summary><c>upstream</c>: the marked model source that a gateway under test is pointed at, on its own.</summary>
internal static class UpstreamCommand
{
    public static Command Create(BenchConsole console, TimeProvider time)
    {
        var listen = new Option<string>("--listen") { Description = "Address and port.", DefaultValueFactory = _ => "127.0.0.1:9100" };
        var command = new Command("upstream", "Serve as a model source whose answers are marked; point the gateway's provider at it and give its origin to 'probe --ledger'.") { listen };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TryParse(parsed.GetValue(listen)!, out var end))
            {
                return console.Fail($"--listen '{parsed.GetValue(listen)}' is no address and port such as 127.0.0.1:9100.");
            }

            try
            {
                await using var upstream = await CanaryUpstream.StartAsync(end.Address, end.Port, new CanaryLedger(time), cancellationToken);
                console.Line(upstream.BaseUrl);
                console.Note($"Set the provider's base URL of the gateway to {upstream.BaseUrl}, then run: cachesafety probe --target URL --ledger {upstream.Origin}");
                await upstream.WaitAsync(cancellationToken);
                return BenchExit.Passed;
            }
            catch (IOException error)
            {
                return console.Fail($"{end} cannot be listened on: {error.Message}");
            }
        });
        return command;
    }

    public static bool TryParse(string text, out IPEndPoint end) => IPEndPoint.TryParse(text, out end!) && text.Contains(':', StringComparison.Ordinal);
}
