using System.Buffers;
using System.Text;
using NextModel.Inference;

namespace NextModel.Providers;

/// <summary>A form sent as it was received, but for the model's name; every attempt reads it anew from where it is kept.</summary>
internal sealed class FormContent : OutgoingContent
{
    private readonly ReceivedForm _form;
    private readonly byte[] _model;

    public FormContent(ReceivedForm form, string upstreamModel)
    {
        _form = form;
        _model = [.. form.BeforeModel, .. Encoding.UTF8.GetBytes(upstreamModel), .. form.AfterModel];
        Headers.TryAddWithoutValidation("Content-Type", form.ContentType);
    }

    protected override async ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var received = _form.Open();
        await CopyAsync(received, stream, _form.ModelStart, cancellationToken);
        await stream.WriteAsync(_model, cancellationToken);
        received.Seek(_form.ModelEnd, SeekOrigin.Begin);
        await CopyAsync(received, stream, _form.Length - _form.ModelEnd, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _form.Length - (_form.ModelEnd - _form.ModelStart) + _model.Length;
        return true;
    }

    private static async ValueTask CopyAsync(Stream from, Stream to, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (count > 0)
            {
                var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    throw new IOException("What was kept of an upload is shorter than it was.");
                }

                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
