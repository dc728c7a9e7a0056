namespace K8sMirror.Core.Filtering;

/// <summary>Numbers from <paramref name="Start"/> to the next range.</summary>
/// <param name="Start">As <see cref="AddressPrefix.Bits"/> has an address.</param>
/// <param name="Rows">Packed: for the source, for the destination.</param>
internal readonly record struct AddressRange(UInt128 Start, ulong Rows);
