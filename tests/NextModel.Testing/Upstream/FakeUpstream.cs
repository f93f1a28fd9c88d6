using System.Net;
using System.Net.Sockets;

namespace NextModel.Testing.Upstream;

/// <summary>
/// A provider on loopback that plays scripted answers over raw sockets, byte for byte, and records what it was asked.
/// A request is answered by the behaviour given to its model, else by the one given to all, else by the fixture its model
/// names (<c>chat-normal</c>, <c>fx/chat-normal</c>, or <c>chat-normal.anything</c> for a counter of its own), else by a canary.
/// </summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly BehaviourChoice _choice = new();
    private readonly List<ReceivedRequest> _requests = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;
    private int _lastConnection;

    private FakeUpstream(TimeProvider time) => _time = time;

    /// <summary>Where an OpenAI client points: ends in <c>/v1</c>.</summary>
    public string BaseUrl => $"{Origin}/v1";

    /// <summary>Scheme, host and port.</summary>
    public string Origin => $"http://{_listener.LocalEndpoint}";

    /// <summary>Everything asked so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Listens on a free port of 127.0.0.1.</summary>
    /// <param name="time">The clock of its delays; the system's unless given.</param>
    public static Task<FakeUpstream> StartAsync(TimeProvider? time = null)
    {
        var upstream = new FakeUpstream(time ?? TimeProvider.System);
        upstream._listener.Start();
        upstream._accepting = upstream.AcceptAsync();
        return Task.FromResult(upstream);
    }

    /// <summary>Plays a fixture to everyone from now on, from its first response.</summary>
    public void Play(string fixture) => Play(Behaviours.Fixture(fixture));

    /// <summary>Behaves like this to everyone from now on.</summary>
    public void Play(UpstreamBehaviour behaviour) => _choice.GiveAll(behaviour);

    /// <summary>Behaves like this to whoever asks for the model.</summary>
    public void Play(string model, UpstreamBehaviour behaviour) => _choice.Give(model, behaviour);

    /// <summary>Forgets requests, behaviours and attempts.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _requests.Clear();
        }

        _choice.Reset();
    }

    /// <summary>The n-th request, as soon as it has arrived.</summary>
    /// <param name="n">1 for the first.</param>
    /// <param name="cancellationToken">Ends the wait; it also ends, with a timeout, after 30 seconds.</param>
    public async Task<ReceivedRequest> WaitForRequestAsync(int n = 1, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_requests.Count >= n)
                {
                    return _requests[n - 1];
                }

                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
                connections.Add(ServeAsync(socket, ++_lastConnection));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket, int id)
    {
        using var connection = new UpstreamConnection(socket, id, _time, Answer);
        await connection.RunAsync(_stopping.Token);
    }

    private ScriptedResponse Answer(ReceivedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            request.Number = _requests.Count;
            _arrival.SetResult();
            _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return _choice.Answer(request);
    }
}
