using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Core.Manifests;

/// <summary>An AddressSet and where it was read.</summary>
/// <param name="Set">The object.</param>
/// <param name="Prefixes">Its entries.</param>
/// <param name="File">File.</param>
/// <param name="Line">Line that it starts on, from 1.</param>
public sealed record ManifestAddressSet(AddressSet Set, PrefixSet Prefixes, string File, int Line);
