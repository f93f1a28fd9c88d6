using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using NextModel.Limits;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Measures how long a caller waits for this server: ten times a second it asks, over a connection like any other, for what costs nothing
/// (<c>/health/live</c>), from a thread of its own that waits in none of the queues it measures.
/// </summary>
internal sealed partial class WaitProbe : IDisposable
{
    private readonly LoadShedder _load;
    private readonly ILogger<WaitProbe> _logger;
    private readonly IPEndPoint _server;
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[4096];
    // What is waited for is a tenth of a second away: not worth spinning for.
    private readonly ManualResetEventSlim _stopping = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;
    private Socket? _connection;
    private long _notedAt = TimeProvider.System.GetTimestamp();

    /// <param name="load">Takes what is measured.</param>
    /// <param name="address">Where the server listens.</param>
    /// <param name="logger">Told when refusing begins and ends.</param>
    public WaitProbe(LoadShedder load, Uri address, ILogger<WaitProbe> logger)
    {
        (_load, _logger) = (load, logger);
        _server = new IPEndPoint(AddressOf(address), address.Port);
        _request = Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        _thread = new Thread(Run) { IsBackground = true, Name = "wait probe" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping.Set();
        _thread.Join();
        _connection?.Dispose();
        _stopping.Dispose();
    }

    // Who listens everywhere listens on loopback too.
    private static IPAddress AddressOf(Uri address) => !IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) ? IPAddress.Loopback
        : host.Equals(IPAddress.Any) ? IPAddress.Loopback
        : host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : host;

    private void Run()
    {
        while (!_stopping.Wait(LoadShedder.Tick))
        {
            try
            {
                Ask();
            }
            catch (SocketException)
            {
                // The server has closed the connection, or listens no more: the next tick opens another.
                Close();
                Note(TimeSpan.Zero);
            }
        }
    }

    private void Ask()
    {
        var connection = _connection ??= Open();
        var askedAt = TimeProvider.System.GetTimestamp();
        connection.Send(_request);
        while (!connection.Poll(LoadShedder.Tick, SelectMode.SelectRead))
        {
            if (_stopping.IsSet)
            {
                return;
            }

            Note(TimeProvider.System.GetElapsedTime(askedAt));
        }

        if (connection.Receive(_answer) == 0)
        {
            Close();
            return;
        }

        Note(TimeProvider.System.GetElapsedTime(askedAt));
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever asks keeps it, and closes it.")]
    private Socket Open()
    {
        var connection = new Socket(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            connection.Connect(_server);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private void Note(TimeSpan waited)
    {
        var since = TimeProvider.System.GetElapsedTime(_notedAt);
        _notedAt = TimeProvider.System.GetTimestamp();
        if (!_load.Note(waited, since))
        {
            return;
        }

        if (_load.RequestsPerSecond is { } rate)
        {
            LogOverloaded(waited.TotalMilliseconds, rate);
        }
        else
        {
            LogOver();
        }
    }

    [LoggerMessage(EventIds.Overloaded, LogLevel.Warning,
        "Overloaded: a request for nothing takes {Milliseconds:0} ms. Beyond {Rate:0} requests a second, shared among projects, are refused with 503 until it does not.")]
    private partial void LogOverloaded(double milliseconds, double rate);

    [LoggerMessage(EventIds.OverloadEnded, LogLevel.Information, "No longer overloaded: every request is let in again.")]
    private partial void LogOver();
}
