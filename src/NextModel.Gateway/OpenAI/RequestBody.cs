using System.Buffers;
using System.Numerics;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Limits;

namespace NextModel.Gateway.OpenAI;

/// <summary>The received body in one pooled array: parsed, keyed and sent on from the same bytes.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Largest body of a chat or embeddings request, in bytes.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    private const int FirstRent = 16 * 1024;

    private byte[]? _rented;
    private int _length;
    private BodyMemory? _memory;
    private string _project = "";
    private int _counted;

    /// <summary>The text without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Text
    {
        get
        {
            ReadOnlyMemory<byte> whole = _rented.AsMemory(0, _length);
            return whole.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? whole[3..] : whole;
        }
    }

    /// <summary>Reads all of it; a refusal when it is too large, not plain JSON by its headers, or there is no memory for it.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="memory">Where it is counted; null for nowhere.</param>
    /// <param name="project">Id of the project it is counted for.</param>
    public async ValueTask<GatewayError?> ReadAsync(HttpRequest request, BodyMemory? memory = null, string project = "")
    {
        (_memory, _project) = (memory, project);
        var expected = request.ContentLength is { } length and <= MaxBytes ? (int)length : FirstRent;
        if ((CheckHeaders(request) ?? Grow(expected + 1)) is { } refusal)
        {
            return refusal;
        }

        while (true)
        {
            int read;
            try
            {
                read = await request.Body.ReadAsync(_rented.AsMemory(_length), request.HttpContext.RequestAborted);
            }
            catch (IOException error) when (error is not BadHttpRequestException)
            {
                return Broken(error);
            }

            if (read == 0)
            {
                return null;
            }

            _length += read;
            if (_length > MaxBytes)
            {
                return TooLarge();
            }

            if (_length == _rented!.Length && Grow(_length * 2) is { } full)
            {
                return full;
            }
        }
    }

    /// <summary>Takes it out of the memory it is counted in.</summary>
    public void Uncount()
    {
        if (_counted > 0)
        {
            _memory!.Return(_project, _counted);
            _counted = 0;
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }

        Uncount();
    }

    // Counted before it is rented: an array that nobody has yet is memory too.
    private GatewayError? Grow(int size)
    {
        var whole = (int)BitOperations.RoundUpToPowerOf2((uint)size);
        if (_memory is not null && whole > BodyMemory.Small)
        {
            if (_memory.Take(_project, whole - _counted) is { } refusal)
            {
                return refusal;
            }

            _counted = whole;
        }

        var larger = ArrayPool<byte>.Shared.Rent(whole);
        if (_rented is not null)
        {
            _rented.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rented);
        }

        _rented = larger;
        return null;
    }

    /// <summary>The refusal of a body that the server could not read: its chunks are none, or their sizes no numbers.</summary>
    public static GatewayError Broken(IOException error) =>
        new(GatewayErrorCode.InvalidRequest, $"The request could not be read to its end: {error.Message.TrimEnd('.')}.");

    private static GatewayError? CheckHeaders(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding[0], "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedContentType,
                $"Content-Encoding '{Header.Show(encoding[0])}' is not supported. Send the JSON body uncompressed.");
        }

        var type = request.ContentType;
        if (type is null || !IsJson(type))
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedContentType,
                type is null
                    ? "The request has no Content-Type. Send 'Content-Type: application/json'."
                    : $"Content-Type '{Header.Show(type)}' is not supported. Send 'Content-Type: application/json'.");
        }

        return request.ContentLength > MaxBytes ? TooLarge() : null;
    }

    private static bool IsJson(string type)
    {
        var media = type.AsSpan();
        var semicolon = media.IndexOf(';');
        if (semicolon >= 0)
        {
            var parameters = media[(semicolon + 1)..].Trim();
            if (parameters.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)
                && !parameters[8..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            media = media[..semicolon];
        }

        return media.Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    private static GatewayError TooLarge() => new(
        GatewayErrorCode.RequestTooLarge,
        $"The request body is larger than {MaxBytes / (1024 * 1024)} MiB. Send fewer or smaller messages, images or inputs.");
}
