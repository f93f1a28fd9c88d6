namespace NextModel.Gateway.OpenAI.Objects;

/// <summary>The routes for what sources keep.</summary>
/// <param name="Files"><c>/v1/files</c>.</param>
/// <param name="Batches"><c>/v1/batches</c>.</param>
/// <param name="Chats">Below <c>/v1/chat/completions</c>.</param>
internal sealed record KeptObjects(FilesEndpoint Files, BatchesEndpoint Batches, StoredChatEndpoint Chats);
