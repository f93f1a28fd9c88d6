using System.Net;
using System.Net.Sockets;

namespace NextModel.Testing;

/// <summary>
/// A network between a process and a server on loopback, which can be cut: then nothing passes either way and nobody is told, neither of bytes nor of
/// ends of connections. What was on its way arrives when it is mended, however late that is.
/// </summary>
public sealed class FaultyLink : IAsyncDisposable
{
    private readonly int _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FaultyLink(int server)
    {
        _server = server;
        _whole.SetResult();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port that stands for the server's.</summary>
    public int Port { get; }

    /// <summary>A link to the server on a loopback port.</summary>
    public static FaultyLink To(int server) => new(server);

    public void Cut() => _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _whole.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pairs = new List<Task>();
        try
        {
            while (true)
            {
                pairs.Add(JoinAsync(await _listener.AcceptSocketAsync(_ending.Token)));
                pairs.RemoveAll(pair => pair.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(pairs);
        }
    }

    private async Task JoinAsync(Socket caller)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (caller)
        {
            caller.NoDelay = true;
            try
            {
                await _whole.Task.WaitAsync(_ending.Token);
                await server.ConnectAsync(IPAddress.Loopback, _server, _ending.Token);
                await Task.WhenAll(PassAsync(caller, server, ended), PassAsync(server, caller, ended));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // Whoever is left hears it as a reset.
            }
        }
    }

    // One end that is reset ends the other way too, once the link is whole.
    private async Task PassAsync(Socket from, Socket to, CancellationTokenSource ended)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            int read;
            do
            {
                read = await from.ReceiveAsync(bytes, ended.Token);
                await _whole.Task.WaitAsync(ended.Token);
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(bytes.AsMemory(sent, read - sent), ended.Token);
                }
            }
            while (read > 0);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            await _whole.Task.WaitAsync(_ending.Token);
            await ended.CancelAsync();
        }
    }
}
