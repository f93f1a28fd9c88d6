using NextModel.Caching;
using NextModel.Inference;

namespace NextModel.Idempotency;

/// <summary>A caller's key in its place: two requests with equal ones are meant to be one request.</summary>
/// <param name="Organization">Organization id.</param>
/// <param name="Project">Project id: the keys of a project share the idempotency keys, so that whoever takes up a job again may repeat it.</param>
/// <param name="Operation">What is asked for; a key of one route says nothing on another.</param>
/// <param name="Name">HMAC of the value the caller sent, under a secret of the organization. The value itself is not kept.</param>
public readonly record struct IdempotencyKey(string Organization, string Project, Operation Operation, Digest Name);
