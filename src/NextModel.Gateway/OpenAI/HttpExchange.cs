using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Pipeline;

namespace NextModel.Gateway.OpenAI;

/// <summary>One request over HTTP, in the dialect of its client.</summary>
internal sealed class HttpExchange : IExchange, IDisposable
{
    private readonly HttpContext _context;
    private readonly ClientWire _wire;
    private readonly string _publicUrl;
    private readonly string _requestId;
    private readonly BodyMemory _bodies;
    private readonly RequestBody _body = new();
    private FormBody? _form;
    private JsonTape? _tape;
    private Caller? _caller;
    private InferenceRequest? _request;
    private Model? _leaving;
    private AnswerRecording? _recording;
    private bool _isBare;

    public HttpExchange(HttpContext context, ClientWire wire, string publicUrl, BodyMemory bodies, TimeProvider time)
    {
        _bodies = bodies;
        _context = context;
        _wire = wire;
        _publicUrl = publicUrl;
        StartedTimestamp = time.GetTimestamp();
        StartedAt = time.GetUtcNow();
        Id = RequestIdentity.Begin(context, time, out _requestId);
        wire.ShowId(context.Response.Headers, _requestId);
    }

    public Guid Id { get; }

    public DateTimeOffset StartedAt { get; }

    public long StartedTimestamp { get; }

    public string? TraceParent => _context.Request.Headers.TraceParent;

    /// <summary>What the request was refused with; null while it was not, or when it had been dispatched.</summary>
    public GatewayError? Refusal { get; private set; }

    public Result<Caller> Authenticate(KeyAuthenticator authenticator)
    {
        var caller = authenticator.Authenticate(_wire.Credential(_context.Request.Headers));
        _ = caller.TryGet(out _caller, out _);
        return caller;
    }

    public CancellationToken CallerGone => _recording is null ? _context.RequestAborted : CancellationToken.None;

    public PipeWriter Body => _recording ?? _context.Response.BodyWriter;

    public async ValueTask<Result<InferenceRequest>> ReadAsync()
    {
        var headers = _context.Request.Headers;
        if (_wire.CheckHeaders(headers) is { } badHeaders)
        {
            return badHeaders;
        }

        if (CacheDirectiveReader.Read(headers, out var cache) is { } badDirective)
        {
            return badDirective;
        }

        var workload = headers.TryGetValue("x-nextmodel-workload", out var label) ? label.ToString() : null;
        if (workload is not null && !IsLabel(workload))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"x-nextmodel-workload '{Header.Show(workload)}' may only have 1 to 64 letters, digits, '-', '_', '.', ':' and '/'.",
                "x-nextmodel-workload");
        }

        var hint = headers.TryGetValue("x-nextmodel-budget-hint", out var hints) ? hints.ToString() : null;
        if (hint is not (null or "clamp"))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"x-nextmodel-budget-hint '{Header.Show(hint)}' is not known; the one hint there is: clamp.", "x-nextmodel-budget-hint");
        }

        if (IdempotencyKeyReader.Read(headers, out var idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        _form = _wire.OpenForm(_context.Request);
        if (await (_form is null ? _body.ReadAsync(_context.Request, _bodies, _caller!.Project.Id) : _form.ReadAsync(_context.Request, _bodies, _caller!.Project.Id)) is { } refusal)
        {
            return refusal;
        }

        _tape = JsonTape.Rent();
        var received = new ReceivedRequest(
            headers, _form?.Facts ?? _body.Text, _tape, cache, workload, MayBeClamped: hint is not null, idempotencyKey, _form?.Form);
        var reading = await _wire.ReadAsync(received, _caller!, _context.RequestAborted);
        _ = reading.TryGet(out _request, out _);
        return reading;
    }

    public void ShowLimits(RateStanding? requests, RateStanding? tokens) => _wire.ShowLimits(_context.Response.Headers, requests, tokens);

    public void ShowLeaving(Model model) => _leaving = model;

    public void KeepAnswer(Func<KeptAnswer?, ValueTask> keep) => _recording = new AnswerRecording(_context, keep);

    public async ValueTask RepeatAsync(KeptAnswer answer)
    {
        var response = _context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers["x-nextmodel-idempotent-replay"] = "true";
        await response.BodyWriter.WriteAsync(answer.Body, _context.RequestAborted);
    }

    public async ValueTask RefuseAsync(GatewayError error, ReplyHead? head)
    {
        if (head is not null)
        {
            WriteServingHeaders(head);
        }

        Refusal = head is null ? error : null;
        var body = ErrorReply.Begin(_context, error, _requestId, _wire);
        if (head is not null && _recording is { } recording)
        {
            recording.NoteHead();
            await recording.KeepAsync(body);
        }

        await ErrorReply.SendAsync(_context, body);
    }

    public void Begin(ReplyHead head)
    {
        var response = _context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        _isBare = head.MediaType is not null;
        response.ContentType = head.MediaType is { } other ? other : head.EventStream ? "text/event-stream; charset=utf-8" : "application/json";
        response.ContentLength = head.ContentLength;
        if (head.EventStream)
        {
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        WriteServingHeaders(head);
        _recording?.NoteHead();
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> body)
    {
        if (_recording is { } recording)
        {
            await recording.KeepAsync(body);
            await recording.SendAsync(body);
            return;
        }

        await Body.WriteAsync(body, CallerGone);
    }

    public ValueTask KeepAsync(ReadOnlyMemory<byte> answer) => _wire.KeepAsync(_caller!, _request!, Id, answer);

    public async ValueTask KeepAliveAsync()
    {
        if (_isBare)
        {
            return;
        }

        if (_recording is { } recording)
        {
            await recording.SendAsync(_wire.KeepAlive);
            return;
        }

        await Body.WriteAsync(_wire.KeepAlive, CallerGone);
    }

    public async ValueTask EndStreamAsync(ReceiptFacts? receipt, ReadOnlyMemory<byte> last)
    {
        if (receipt is not null && !_isBare)
        {
            var comment = $": nextmodel {{\"receipt_hash\":\"{receipt.Hash}\",\"cost\":\"{Money.FormatAmount(receipt.Cost)}\","
                + $"\"currency\":\"{receipt.Currency}\",\"usage_source\":\"{receipt.UsageSource.Wire()}\"}}\n\n";
            Body.Write(Encoding.ASCII.GetBytes(comment));
        }

        Body.Write(last.Span);
        if (_recording is { } recording)
        {
            await recording.KeepAsync();
        }

        await Body.FlushAsync(CallerGone);
    }

    public async ValueTask FailStreamAsync(GatewayError error, ReadOnlyMemory<byte> told)
    {
        if (!_isBare && told.IsEmpty)
        {
            _wire.WriteErrorEvent(Body, error, _requestId);
        }
        else if (!_isBare)
        {
            Body.Write(told.Span);
        }

        await Body.FlushAsync(CallerGone);
        throw new StreamCutException();
    }

    public void Dispose()
    {
        _recording?.Dispose();

        // What somebody still reads is left to the garbage collector.
        if (_request is { BodyIsShared: true })
        {
            _body.Uncount();
            return;
        }

        _request?.ReturnChatForm();
        _tape?.Return();
        _tape = null;
        _body.Dispose();
        _form?.Dispose();
    }

    private void WriteServingHeaders(ReplyHead head)
    {
        var headers = _context.Response.Headers;
        headers["x-nextmodel-serve-mode"] = head.ServeMode.Wire();
        headers["x-nextmodel-receipt-url"] = $"{_publicUrl}/v1/receipts/rcpt_{_requestId.AsSpan(4)}";
        headers["x-nextmodel-model"] = head.Model;
        headers["x-nextmodel-source"] = head.Source;
        headers["cache-status"] = head.CacheStatus;
        if (_leaving is { } model)
        {
            headers["x-nextmodel-model-status"] = model.Status.Wire();
            if (model.RetiresOn is { } day)
            {
                // RFC 8594: the moment it is likely to stop answering.
                headers["sunset"] = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToString("R", CultureInfo.InvariantCulture);
            }
        }

        if (head.Receipt is { } receipt)
        {
            headers["x-nextmodel-receipt-hash"] = receipt.Hash.ToString();
            headers["x-nextmodel-usage-source"] = receipt.UsageSource.Wire();
            headers["x-nextmodel-cost"] = Money.FormatAmount(receipt.Cost);
            headers["x-nextmodel-currency"] = receipt.Currency;
        }
    }

    /// <summary>True for a text that may stand on a receipt as a workload.</summary>
    public static bool IsLabel(string text) => text.Length is > 0 and <= 64
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/');
}
