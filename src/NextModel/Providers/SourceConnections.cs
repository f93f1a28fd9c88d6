using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Egress;

namespace NextModel.Providers;

/// <summary>
/// The connections of every source. One source never shares a handler, and so a connection, with another, nor with itself under another credential. They live as
/// long as the source's object: once no snapshot, credential or request in flight has it any more, its idle connections close and the rest goes with it.
/// </summary>
/// <param name="guard">Asked at every connection to an address that an organization gave.</param>
public sealed class SourceConnections(EgressGuard guard) : IDisposable
{
    // By reference: a weak table asks no object whether it equals another.
    private readonly ConditionalWeakTable<Source, SourceConnection> _connections = [];

    /// <summary>The connection of a source.</summary>
    internal SourceConnection For(Source source) =>
        _connections.TryGetValue(source, out var known) ? known : _connections.GetValue(source, s => new SourceConnection(s, guard));

    public void Dispose()
    {
        foreach (var (_, connection) in _connections)
        {
            connection.Dispose();
        }
    }
}
