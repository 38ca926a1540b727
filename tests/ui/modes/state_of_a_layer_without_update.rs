use keisan::graph;

graph! {
    graph G<const B: usize> {
        layer Shift<C>(x: [_, C]) { state by: [C] = ones; x - by }
        input x: [B, 4];
        layer shift = Shift<4>;
        output y = shift(x);
    }
}

fn main() {}
