namespace K8sMirror.Core.Filtering;

/// <summary>Numbers from <paramref name="Start"/> to the next range.</summary>
/// <param name="Start">In the form of <see cref="AddressPrefix.Bits"/>.</param>
/// <param name="Rows">Row for the source and row for the destination, packed.</param>
internal readonly record struct AddressRange(UInt128 Start, ulong Rows);
