using CacheSafety.Cases;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;

namespace CacheSafety.Policies;

/// <summary>A request as NextModel's own caching room sees it: its identity, or why it is kept out. Nothing of the room is copied here.</summary>
internal sealed class RoomRequest : IDisposable
{
    private static readonly Source Upstream =
        new() { Id = "upstream", Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("https://upstream.example/v1") };

    private readonly CanonicalBody? _body;

    private RoomRequest(Cacheability can, CacheIdentity? identity, CanonicalBody? body, TimeSpan? maxAge)
    {
        Can = can;
        Identity = identity;
        _body = body;
        MaxAge = maxAge;
    }

    public Cacheability Can { get; }

    /// <summary>Null for a request that the gateway would refuse.</summary>
    public CacheIdentity? Identity { get; }

    public TimeSpan? MaxAge { get; }

    /// <param name="request">Its scope and headers.</param>
    /// <param name="text">Its body, which may have been rewritten.</param>
    public static RoomRequest Of(CaseRequest request, ReadOnlyMemory<byte> text)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(text, JsonLimits.Request, out var problem))
            {
                return new RoomRequest(new Cacheability(false, false, Words.Of(problem.Kind)), null, null, null);
            }

            var root = tape.Root;
            var read = new InferenceRequest
            {
                Operation = Operation.ChatCompletions,
                Body = text,
                Tape = tape,
                Model = root["model"u8].GetString() ?? "",
                Stream = root["stream"u8].Kind == JsonKind.True,
                Cache = CacheDirective.Default.With(request.Headers.GetValueOrDefault("cache-control")),
            };
            var scope = new CacheScope(
                request.Scope.Tenant, request.Scope.Project, request.Scope.Upstream, Upstream, read.Model, read.Operation, null, []);
            var body = CanonicalBody.Of(read, ProjectCache.Default.IgnoredMetadata);
            return new RoomRequest(Cacheability.Of(read, ProjectCache.Default), new CacheIdentity(scope, body), body, read.Cache.MaxAge);
        }
        finally
        {
            tape.Return();
        }
    }

    public void Dispose() => _body?.Dispose();
}
