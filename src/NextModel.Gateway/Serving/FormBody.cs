using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;

namespace NextModel.Gateway.Serving;

/// <summary>
/// A request that came as <c>multipart/form-data</c>: kept aside as it is, and told as one JSON object, in which a file stands as its name, type, length and
/// digest. A name that stands more than once is a list. Rules, limits, digests and idempotency read that object.
/// </summary>
internal sealed class FormBody(string directory, long maxBytes) : IDisposable
{
    private const int MaxParts = 128;
    private const int ServerSlack = 1024 * 1024;

    /// <summary>All fields that are no files, together.</summary>
    private const int MaxFieldBytes = 1024 * 1024;

    private readonly UploadSpool _spool = new(directory);
    private readonly PooledBuffer _facts = new(1024);
    private readonly List<(string Name, byte[] Json)> _parts = [];
    private string _contentType = "";
    private string _boundary = "";
    private long _modelStart;
    private long _modelEnd;
    private int _files;
    private long _fileBytes;
    private int _fieldBytes;
    private Action? _uncount;

    /// <summary>The object.</summary>
    public ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

    /// <summary>What was received.</summary>
    public ReceivedForm Form => new(_contentType, _spool.Length, _spool.Open, _modelStart, _modelEnd)
    {
        Files = _files,
        FileBytes = _fileBytes,

        // Where none is named, a part of its own stands before all others.
        BeforeModel = _modelEnd > 0 ? [] : Encoding.UTF8.GetBytes($"--{_boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"),
        AfterModel = _modelEnd > 0 ? [] : [.. "\r\n"u8],
    };

    /// <summary>True for a request whose content type is a form's.</summary>
    public static bool Is(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all of it; the refusal when it is too large, no form, or there is no memory for it.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="memory">Where what is kept of it in memory is counted.</param>
    /// <param name="project">Id of the project it is counted for.</param>
    public async ValueTask<GatewayError?> ReadAsync(HttpRequest request, BodyMemory memory, string project)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding[0], "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedContentType, $"Content-Encoding '{Header.Show(encoding[0])}' is not supported. Send the form uncompressed.");
        }

        if (!Is(request))
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedContentType,
                request.ContentType is { } other
                    ? $"Content-Type '{Header.Show(other)}' is not supported here. Send the file and the fields as 'multipart/form-data'."
                    : "The request has no Content-Type. Send the file and the fields as 'multipart/form-data'.");
        }

        _contentType = request.ContentType!;
        _boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(_contentType).Boundary).Value ?? "";
        if (_boundary.Length is 0 or > 70)
        {
            return Malformed("its Content-Type names no boundary of 1 to 70 characters");
        }

        var most = (int)Math.Min(request.ContentLength ?? maxBytes, UploadSpool.MostInMemory);
        if (most > BodyMemory.Small)
        {
            if (memory.Take(project, most) is { } full)
            {
                return full;
            }

            _uncount = () => memory.Return(project, most);
        }

        try
        {
            return await KeepAsync(request) ?? await TellAsync();
        }
        catch (InvalidDataException error)
        {
            return Malformed(error.Message.TrimEnd('.'));
        }
    }

    public void Dispose()
    {
        _spool.Dispose();
        _facts.Dispose();
        _uncount?.Invoke();
    }

    private async ValueTask<GatewayError?> KeepAsync(HttpRequest request)
    {
        if (request.ContentLength > maxBytes)
        {
            return TooLarge();
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A little more than is taken, so that it is told here and not by the server.
            limit.MaxRequestBodySize = maxBytes + ServerSlack;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (true)
            {
                int read;
                try
                {
                    read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted);
                }
                catch (IOException error) when (error is not BadHttpRequestException)
                {
                    return RequestBody.Broken(error);
                }

                if (read == 0)
                {
                    return null;
                }

                if (_spool.Length + read > maxBytes)
                {
                    return TooLarge();
                }

                try
                {
                    await _spool.AppendAsync(buffer.AsMemory(0, read), request.HttpContext.RequestAborted);
                }
                catch (IOException)
                {
                    return new GatewayError(GatewayErrorCode.Overloaded, "There is no room to take this upload at the moment. Try again shortly.");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<GatewayError?> TellAsync()
    {
        await using var stream = _spool.Open();
        var reader = new MultipartReader(_boundary, stream);
        try
        {
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (_parts.Count == MaxParts)
                {
                    return Malformed($"it has more than {MaxParts} parts");
                }

                if (await TakeAsync(section) is { } refusal)
                {
                    return refusal;
                }
            }
        }
        catch (IOException error) when (error is not FileNotFoundException)
        {
            return Malformed(error.Message.TrimEnd('.'));
        }

        WriteFacts();
        return null;
    }

    private async ValueTask<GatewayError?> TakeAsync(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name)
        {
            return Malformed("a part of it has no name");
        }

        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
        var json = new ArrayBufferWriter<byte>(256);
        if (file is not null)
        {
            await WriteFileAsync(section, file, json);
        }
        else if (await ReadFieldAsync(section) is { } bytes)
        {
            if (!System.Text.Unicode.Utf8.IsValid(bytes))
            {
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"The field '{Header.Show(name)}' of the form is no UTF-8.", name);
            }

            if (name == "model")
            {
                _modelStart = section.BaseStreamOffset!.Value;
                _modelEnd = _modelStart + bytes.Length;
            }

            using var writer = new Utf8JsonWriter(json);
            writer.WriteStringValue(bytes);
        }
        else
        {
            return new GatewayError(
                GatewayErrorCode.RequestTooLarge, $"The fields of the form that are no files are larger than {MaxFieldBytes / 1024} KiB together.", name);
        }

        _parts.Add((name, json.WrittenSpan.ToArray()));
        return null;
    }

    private async ValueTask WriteFileAsync(MultipartSection section, string file, ArrayBufferWriter<byte> json)
    {
        var length = 0L;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        for (int read; (read = await section.Body.ReadAsync(buffer)) > 0;)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            length += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        _files++;
        _fileBytes += length;
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteString("filename"u8, file);
        writer.WriteString("content_type"u8, section.ContentType);
        writer.WriteNumber("bytes"u8, length);
        writer.WriteString("sha256"u8, Convert.ToHexStringLower(hash.GetHashAndReset()));
        writer.WriteEndObject();
    }

    // Null for one that is too large.
    private async ValueTask<byte[]?> ReadFieldAsync(MultipartSection section)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await section.Body.ReadAsync(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            _fieldBytes += read;
            if (_fieldBytes > MaxFieldBytes)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    private void WriteFacts()
    {
        _facts.Write("{"u8);
        var first = true;
        foreach (var name in _parts.GroupBy(part => part.Name, part => part.Json))
        {
            _facts.Write(first ? default : ","u8);
            first = false;
            JsonText.Write(_facts, name.Key);
            var values = name.ToList();
            _facts.Write(values.Count > 1 ? ":["u8 : ":"u8);
            for (var i = 0; i < values.Count; i++)
            {
                _facts.Write(i > 0 ? ","u8 : default);
                _facts.Write(values[i]);
            }

            _facts.Write(values.Count > 1 ? "]"u8 : default);
        }

        _facts.Write("}"u8);
    }

    private GatewayError TooLarge() => new(
        GatewayErrorCode.RequestTooLarge,
        $"The form is larger than {maxBytes / (1024 * 1024)} MiB. Send smaller files; an operator can raise 'uploads.max_mib' in nextmodel.yaml.");

    private static GatewayError Malformed(string why) => new(
        GatewayErrorCode.InvalidRequest, $"The request body is no form: {why}. Send multipart/form-data as RFC 7578 has it, or let a library do it.");
}
