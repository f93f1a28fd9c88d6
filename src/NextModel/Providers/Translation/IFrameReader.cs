namespace NextModel.Providers.Translation;

/// <summary>Cuts the bytes of a streamed answer into events, whatever pieces they arrive in.</summary>
internal interface IFrameReader : IDisposable
{
    /// <summary>The event's name; empty when it has none. Valid until the next read.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>The event's data, JSON. Valid until the next read.</summary>
    ReadOnlyMemory<byte> Data { get; }

    /// <summary>True once an event outgrew what is held in memory; nothing can be read any more.</summary>
    bool TooLarge { get; }

    /// <summary>True once the bytes are no frames of this kind; nothing can be read any more.</summary>
    bool Broken { get; }

    /// <summary>Reads on until one event is complete; false when all of <paramref name="input"/> is used up.</summary>
    bool TryRead(ref ReadOnlySpan<byte> input);

    /// <summary>The input has ended: true when one more event was waiting.</summary>
    bool TryComplete();
}
