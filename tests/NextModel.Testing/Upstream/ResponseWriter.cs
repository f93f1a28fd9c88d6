using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace NextModel.Testing.Upstream;

/// <summary>Plays one scripted answer onto a socket.</summary>
internal sealed class ResponseWriter(Socket socket, TimeProvider time, CancellationToken gone)
{
    private static readonly byte[] NewLine = "\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private long _sent;

    /// <summary>Sends head and writes, one flush for each piece.</summary>
    public async Task SendAsync(ScriptedResponse response)
    {
        await WaitAsync(response.Delay);
        if (response.Status == 0)
        {
            return;
        }

        var chunked = DeclaredLength(response) is null;
        await SendAsync(Head(response, chunked));
        foreach (var write in response.Writes)
        {
            do
            {
                await SendAsync(write, chunked);
            }
            while (write.Again?.Invoke() == true);
        }
    }

    /// <summary>Ends the message; true if the connection can carry another one.</summary>
    public async Task<bool> FinishAsync(ScriptedResponse response)
    {
        if (DeclaredLength(response) is { } declared)
        {
            return declared == _sent;
        }

        await SendAsync(LastChunk);
        return true;
    }

    private static long? DeclaredLength(ScriptedResponse response)
    {
        var header = response.Headers.FirstOrDefault(header => header.Key.Equals("content-length", StringComparison.OrdinalIgnoreCase));
        return header.Value is null ? null : long.Parse(header.Value, CultureInfo.InvariantCulture);
    }

    private static byte[] Head(ScriptedResponse response, bool chunked)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} Scripted\r\n");
        foreach (var (name, value) in response.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append(chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n").ToString());
    }

    private static byte[] Chunk(ReadOnlyMemory<byte> piece)
    {
        var size = Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        return [.. size, .. piece.Span, .. NewLine];
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, gone);
        }
    }

    private async Task SendAsync(ScriptedWrite write, bool chunked)
    {
        await WaitAsync(write.Delay);
        foreach (var piece in write.Pieces())
        {
            _sent += piece.Length;
            await SendAsync(chunked ? Chunk(piece) : piece);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, gone)..];
        }
    }
}
