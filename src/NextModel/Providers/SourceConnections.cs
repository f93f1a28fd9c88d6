using System.Collections.Concurrent;
using NextModel.Catalog;

namespace NextModel.Providers;

/// <summary>The connections of every source. One source never shares a handler, and so a connection, with another.</summary>
public sealed class SourceConnections : IDisposable
{
    private readonly ConcurrentDictionary<Source, SourceConnection> _connections = new(ReferenceEqualityComparer.Instance);

    /// <summary>The connection of a source of the snapshot in force.</summary>
    internal SourceConnection For(Source source) => _connections.GetOrAdd(source, static s => new SourceConnection(s));

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }
    }
}
