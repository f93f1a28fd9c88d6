using NextModel.Identity;
using NextModel.Webhooks;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Webhooks and their outbox, open until this is disposed.</summary>
public interface IOpenWebhooks : IDisposable
{
    IWebhookStore Webhooks { get; }

    /// <summary>Adds an organization for webhooks to belong to.</summary>
    ValueTask AddAsync(Organization organization);
}
