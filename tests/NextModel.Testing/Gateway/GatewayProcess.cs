using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;

namespace NextModel.Testing.Gateway;

/// <summary>The real binary as a child process: what can be killed.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>A well-formed raw key for <c>NEXTMODEL_BOOTSTRAP_KEY</c>.</summary>
    public static readonly string Key = Identity.KeyFormat.Create();

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private static int _lastPort = Environment.ProcessId * 100;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task<string> _output;

    private readonly bool _isWrapped;

    private GatewayProcess(Process process, string origin, bool isWrapped)
    {
        _process = process;
        _isWrapped = isWrapped;
        _errors = process.StandardError.ReadToEndAsync();
        _output = process.StandardOutput.ReadToEndAsync();
        Origin = origin;
        Client = new HttpClient { BaseAddress = new Uri(origin), Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public string Origin { get; }

    /// <summary>Sends with <see cref="Key"/>.</summary>
    public HttpClient Client { get; }

    /// <summary>What it wrote to standard output and error; complete once it has ended.</summary>
    public async Task<string> OutputAsync() => await _output + await _errors;

    /// <summary>Starts <c>nextmodel serve</c> and waits until it is ready.</summary>
    /// <param name="directory">Holds <c>nextmodel.yaml</c> and, in <c>data</c>, everything else.</param>
    /// <param name="wrapper">A program that starts it, such as <c>strace</c> with its options; empty for none.</param>
    public static Task<GatewayProcess> StartAsync(string directory, params string[] wrapper) => StartAsync(directory, NoEnvironment, wrapper);

    /// <summary>The same with more environment variables.</summary>
    public static async Task<GatewayProcess> StartAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] wrapper)
    {
        var origin = environment.GetValueOrDefault("NEXTMODEL_URLS") ?? $"http://127.0.0.1:{FreePort()}";
        var start = StartInfo(directory, origin, wrapper);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var gateway = new GatewayProcess(process, origin, wrapper.Length > 0);
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        // It first: what a wrapper watches runs on when the wrapper dies.
        await SignalAsync("-KILL");
        _process.Kill();
        await _process.WaitForExitAsync();
        await OutputAsync();
    }

    /// <summary>SIGTERM, and its exit code once it has ended.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("-TERM");
        return await WaitForExitAsync();
    }

    /// <summary>SIGHUP, which has it read its configuration file again.</summary>
    public Task HangUpAsync() => SignalAsync("-HUP");

    /// <summary>Waits for an end that somebody else brings about, and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    // A wrapper would not pass the signal on.
    private async Task SignalAsync(string signal)
    {
        var children = _isWrapped ? await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children") : "";
        using var kill = Process.Start("kill", [signal, children.Length > 0 ? children.Trim().Split(' ')[0] : $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static ProcessStartInfo StartInfo(string directory, string origin, string[] wrapper)
    {
        var command = new[] { "dotnet", BinaryPath(), "serve" };
        var whole = wrapper.Concat(command).ToArray();
        var start = new ProcessStartInfo(whole[0], whole[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment["NEXTMODEL_URLS"] = origin;
        start.Environment["NEXTMODEL_DATA"] = Path.Combine(directory, "data");
        start.Environment["NEXTMODEL_CONFIG"] = Path.Combine(directory, "nextmodel.yaml");
        start.Environment["NEXTMODEL_BOOTSTRAP_KEY"] = Key;
        return start;
    }

    // artifacts/bin/<this test project>/<configuration>/ lies beside artifacts/bin/NextModel.Cli/<configuration>/.
    internal static string BinaryPath()
    {
        var here = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        return Path.Combine(here.Parent!.Parent!.FullName, "NextModel.Cli", here.Name, "nextmodel.dll");
    }

    // Below those the system gives to whoever asks for any (from 32768): one of those, let go of here, is taken by a test's own server before
    // this process binds it, and then answers in its place.
    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = 20_000 + (int)((uint)Interlocked.Increment(ref _lastPort) % 12_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var response = await Client.GetAsync("/health/ready");
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && patience.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet; asking again is the only way to hear of it from outside.
                await Task.Delay(20);
            }
            catch (HttpRequestException)
            {
                throw new InvalidOperationException($"The gateway did not start: {(_process.HasExited ? await OutputAsync() : "it does not answer")}");
            }
        }
    }
}
