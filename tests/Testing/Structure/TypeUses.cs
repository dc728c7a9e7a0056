using Mono.Cecil;
using Mono.Cecil.Cil;

namespace K8sMirror.Testing.Structure;

/// <summary>All types that a compiled type refers to: base types, fields, its methods' parameters, results, calls and handlers, and its attributes.</summary>
internal static class TypeUses
{
    /// <summary>Each as declared, without arrays, pointers and type arguments; may contain duplicates.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => ((IEnumerable<TypeReference?>)
    [
        type.BaseType, .. type.Interfaces.Select(i => i.InterfaceType), .. OfGenerics(type), .. OfAttributes(type),
        .. type.Fields.SelectMany(f => (TypeReference?[])[f.FieldType, .. OfAttributes(f)]),
        .. type.Properties.SelectMany(OfAttributes), .. type.Events.SelectMany(OfAttributes), .. type.Methods.SelectMany(OfMethod),
    ]).SelectMany(Plain);

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method) =>
    [
        .. OfSignature(method), .. OfGenerics(method), .. OfAttributes(method), .. OfAttributes(method.MethodReturnType),
        .. method.Parameters.SelectMany(OfAttributes), .. method.Overrides.SelectMany(OfOperand), .. method.HasBody ? OfBody(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> OfBody(MethodBody body) =>
    [
        .. body.Variables.Select(v => v.VariableType), .. body.ExceptionHandlers.Select(h => h.CatchType),
        .. body.Instructions.SelectMany(i => OfOperand(i.Operand)),
    ];

    private static IEnumerable<TypeReference?> OfOperand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod made => [.. OfSignature(made.ElementMethod), .. made.GenericArguments],
        IMethodSignature method => OfSignature(method),
        _ => [],
    };

    private static IEnumerable<TypeReference?> OfSignature(IMethodSignature method) =>
        [(method as MethodReference)?.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)];

    private static IEnumerable<TypeReference?> OfGenerics(IGenericParameterProvider owner) =>
        owner.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType);

    private static IEnumerable<TypeReference?> OfAttributes(ICustomAttributeProvider owner) => owner.CustomAttributes.SelectMany(a => (TypeReference?[])
        [a.AttributeType, .. a.ConstructorArguments.Concat(a.Fields.Concat(a.Properties).Select(p => p.Argument)).Select(v => v.Value as TypeReference)]);

    private static IEnumerable<TypeReference> Plain(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType made => [.. Plain(made.ElementType), .. made.GenericArguments.SelectMany(Plain)],
        FunctionPointerType pointer => OfSignature(pointer).SelectMany(Plain),
        IModifierType modified => [.. Plain(modified.ElementType), .. Plain(modified.ModifierType)],
        TypeSpecification around => Plain(around.ElementType),
        _ => [type],
    };
}
