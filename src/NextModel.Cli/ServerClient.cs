using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli;

/// <summary>Talks to the running server of this installation, if there is one.</summary>
internal sealed class ServerClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
    });

    private readonly Uri _server;
    private readonly string? _token;

    public ServerClient(Installation installation)
    {
        _server = installation.Urls[0];
        _token = Environment.GetEnvironmentVariable("NEXTMODEL_ADMIN_KEY") is { Length: > 0 } key
            ? key
            : InstallationSecrets.ReadCommandToken(installation);
    }

    /// <summary>Sends a command; null when no server listens there.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="bodyType">How it is written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<TAnswer>?> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody? body, JsonTypeInfo<TBody>? bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TBody : class
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ?? "none");
        if (method != HttpMethod.Get)
        {
            // A command says what shall be, whatever is there now.
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, bodyType!);
            // The admin API takes no body of unknown length.
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        try
        {
            using var response = await _invoker.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync(answerType, cancellationToken))!
                : await ReadRefusalAsync(response, cancellationToken);
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
    }

    /// <summary>Writes the body of an answer to a file; gives the value of a header of it, or null when no server listens there.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="header">The header; empty text when the answer has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<string>?> DownloadAsync(string path, Stream target, string header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ?? "none");
        try
        {
            using var response = await _invoker.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.CopyToAsync(target, cancellationToken);
            return response.Headers.TryGetValues(header, out var values) ? values.First() : "";
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return new GatewayError(GatewayErrorCode.InternalError, $"The server broke off: {broken.Message} Nothing was kept; run the command again.");
        }
    }

    /// <summary>Asks for all pages of a list.</summary>
    /// <param name="path">The list's, with its filters.</param>
    /// <param name="type">Of one page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Page<T>>?> ListAsync<T>(string path, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        string? after = null;
        do
        {
            var query = (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=200" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var answer = await SendAsync<object, Page<T>>(HttpMethod.Get, path + query, null, null, type, cancellationToken);
            if (answer is null || !answer.Value.TryGet(out var page, out _))
            {
                return answer;
            }

            all.AddRange(page.Data);
            after = page.Next;
        }
        while (after is not null);
        return new Page<T>(all, false, null);
    }

    /// <summary>Posts a body and hands over each server-sent event of the answer; null when no server listens there.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="key">API key.</param>
    /// <param name="body">JSON.</param>
    /// <param name="take">Gets the event's name and its data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<object>?> StreamAsync(
        string path, string key, ReadOnlyMemory<byte> body, Action<string, string> take, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _invoker.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            await foreach (var one in System.Net.ServerSentEvents.SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken))
            {
                take(one.EventType, one.Data);
            }

            return new object();
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<GatewayError> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return new GatewayError(GatewayErrorCode.InvalidRequest, json.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new GatewayError(
                GatewayErrorCode.InternalError,
                $"{_server} answered {(int)response.StatusCode} in a form this command does not know. Is that a NextModel server of this version?");
        }
    }
}
