use keisan::graph;

graph! {
    graph G<const B: usize> {
        extern fn sum_of(a: [R, C], b: [R, C]) -> [R, C] = plus, _, _;
        input x: [B, 4];
        param w: [4, 4] = zeros;
        loss = mean(sum_of(x @ w, w));
    }
}

fn main() {}
