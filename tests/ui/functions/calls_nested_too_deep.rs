use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output y = f0(x);
        fn f0(v) { f1(v) + 1 }
        fn f1(v) { f2(v) + 1 }
        fn f2(v) { f3(v) + 1 }
        fn f3(v) { f4(v) + 1 }
        fn f4(v) { f5(v) + 1 }
        fn f5(v) { f6(v) + 1 }
        fn f6(v) { f7(v) + 1 }
        fn f7(v) { f8(v) + 1 }
        fn f8(v) { f9(v) + 1 }
        fn f9(v) { f10(v) + 1 }
        fn f10(v) { f11(v) + 1 }
        fn f11(v) { f12(v) + 1 }
        fn f12(v) { f13(v) + 1 }
        fn f13(v) { f14(v) + 1 }
        fn f14(v) { f15(v) + 1 }
        fn f15(v) { f16(v) + 1 }
        fn f16(v) { f17(v) + 1 }
        fn f17(v) { f18(v) + 1 }
        fn f18(v) { f19(v) + 1 }
        fn f19(v) { f20(v) + 1 }
        fn f20(v) { f21(v) + 1 }
        fn f21(v) { f22(v) + 1 }
        fn f22(v) { f23(v) + 1 }
        fn f23(v) { f24(v) + 1 }
        fn f24(v) { f25(v) + 1 }
        fn f25(v) { f26(v) + 1 }
        fn f26(v) { f27(v) + 1 }
        fn f27(v) { f28(v) + 1 }
        fn f28(v) { f29(v) + 1 }
        fn f29(v) { f30(v) + 1 }
        fn f30(v) { f31(v) + 1 }
        fn f31(v) { f32(v) + 1 }
        fn f32(v) { f33(v) + 1 }
        fn f33(v) { f34(v) + 1 }
        fn f34(v) { f35(v) + 1 }
        fn f35(v) { f36(v) + 1 }
        fn f36(v) { f37(v) + 1 }
        fn f37(v) { f38(v) + 1 }
        fn f38(v) { f39(v) + 1 }
        fn f39(v) { f40(v) + 1 }
        fn f40(v) { f41(v) + 1 }
        fn f41(v) { f42(v) + 1 }
        fn f42(v) { f43(v) + 1 }
        fn f43(v) { f44(v) + 1 }
        fn f44(v) { f45(v) + 1 }
        fn f45(v) { f46(v) + 1 }
        fn f46(v) { f47(v) + 1 }
        fn f47(v) { f48(v) + 1 }
        fn f48(v) { f49(v) + 1 }
        fn f49(v) { f50(v) + 1 }
        fn f50(v) { f51(v) + 1 }
        fn f51(v) { f52(v) + 1 }
        fn f52(v) { f53(v) + 1 }
        fn f53(v) { f54(v) + 1 }
        fn f54(v) { f55(v) + 1 }
        fn f55(v) { f56(v) + 1 }
        fn f56(v) { f57(v) + 1 }
        fn f57(v) { f58(v) + 1 }
        fn f58(v) { f59(v) + 1 }
        fn f59(v) { f60(v) + 1 }
        fn f60(v) { f61(v) + 1 }
        fn f61(v) { f62(v) + 1 }
        fn f62(v) { f63(v) + 1 }
        fn f63(v) { f64(v) + 1 }
        fn f64(v) { f65(v) + 1 }
        fn f65(v) { f66(v) + 1 }
        fn f66(v) { f67(v) + 1 }
        fn f67(v) { f68(v) + 1 }
        fn f68(v) { f69(v) + 1 }
        fn f69(v) { f70(v) + 1 }
        fn f70(v) { v }
    }
}

fn main() {}
